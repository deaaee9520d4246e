package io.lntune.tools.bench;

import java.util.OptionalLong;

/**
 * What was measured of one program; one value per turn.
 *
 * @param steps seconds of a training step, optimizer included; one value per round when the program
 *     reports medians only
 * @param bestStep seconds of the fastest step
 * @param forwards seconds of a forward pass
 * @param starts seconds from the start of a process to its first finished step
 * @param peakBytes the most memory resident during training; empty where the system does not tell
 */
record Measurement(
    Samples steps, double bestStep, Samples forwards, Samples starts, OptionalLong peakBytes) {}
