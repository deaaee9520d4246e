/**
 * From a base model to the files that train it. Start at {@code TrainingPlanner}, which runs the
 * stages in order, and {@code ArtifactSet}, which is what lies on disk.
 */
@NullMarked
package io.lntune.graph.emit;

import org.jspecify.annotations.NullMarked;
