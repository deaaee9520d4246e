package io.lntune.tools.demo;

import java.nio.file.Path;

/**
 * What one training achieved on the held-out images.
 *
 * @param setting what was trained
 * @param trainable number of trained parameters
 * @param before accuracy of the base, 0 to 1
 * @param after accuracy of the merged model in a fresh session, 0 to 1
 * @param merged the tuned model
 */
record DemoResult(DemoSetting setting, long trainable, double before, double after, Path merged) {}
