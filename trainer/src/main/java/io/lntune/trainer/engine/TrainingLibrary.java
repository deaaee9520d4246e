package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.trainer.checkpoint.FileDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The native library of ONNX Runtime that can train. The stock one cannot; this one runs beneath
 * the same Java classes. A process has one native library, so it is chosen before the first use of
 * any of them, for inference too.
 */
public final class TrainingLibrary {
  /** Tells ONNX Runtime's Java classes which file to load. */
  private static final String LIBRARY_FILE = "onnxruntime.native.onnxruntime.path";

  /** A folder with all native files, which would win over the file. */
  private static final String LIBRARY_FOLDER = "onnxruntime.native.path";

  /** The bridge between Java and the library, which the folder holds too. */
  private static final String BRIDGE = "onnxruntime4j_jni";

  private TrainingLibrary() {}

  /**
   * Makes ONNX Runtime load the training library when it is first used. It is unpacked once per
   * user, and what is loaded has the recorded SHA-256.
   *
   * @throws LntuneException when there is none for this platform, or it is not on the class path
   */
  public static void select() {
    TrainingPlatform platform =
        TrainingPlatform.of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))
            .orElseThrow(
                () ->
                    LntuneException.unsupported(
                        "ONNX Runtime has no training build for this platform",
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        "Train with the default engine: leave out --engine."));
    Path file = cache().resolve(platform.sha256().substring(0, 16)).resolve(platform.library());
    try {
      if (!isIntact(file, platform)) {
        unpack(platform, file);
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The training build of ONNX Runtime cannot be unpacked: " + e.getMessage(),
              file.toString(),
              "Check permissions and free space, or set -Dlntune.cache to another folder.")
          .causedBy(e);
    }
    String folder = System.clearProperty(LIBRARY_FOLDER);
    if (folder != null) {
      Path bridge = Path.of(folder, System.mapLibraryName(BRIDGE));
      System.setProperty("onnxruntime.native." + BRIDGE + ".path", bridge.toString());
    }
    System.setProperty(LIBRARY_FILE, file.toString());
  }

  private static boolean isIntact(Path file, TrainingPlatform platform) throws IOException {
    return Files.isRegularFile(file) && FileDigest.sha256(file).equals(platform.sha256());
  }

  private static void unpack(TrainingPlatform platform, Path file) throws IOException {
    try (InputStream resource = TrainingLibrary.class.getResourceAsStream(platform.resource())) {
      if (resource == null) {
        throw LntuneException.unsupported(
            "The engine ort-training needs a build of ONNX Runtime that can train; it is not"
                + " installed",
            platform.artifact(),
            "Start with LNTUNE_ORT_TRAINING=1 lntune ..., which fetches it; in a build of your"
                + " own, add that artefact without its dependencies.");
      }
      byte[] library = resource.readAllBytes();
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicWrite.toFile(
          file, true, channel -> AtomicWrite.writeFully(channel, ByteBuffer.wrap(library)));
    }
    if (!isIntact(file, platform)) {
      Files.deleteIfExists(file);
      throw LntuneException.checkFailed(
          "The training build of ONNX Runtime is not the one that was tested",
          platform.artifact() + ", SHA-256 of " + platform.library(),
          "Fetch it again; the expected SHA-256 is " + platform.sha256() + ".");
    }
  }

  /** {@code lntune.cache}, else the user's cache folder. */
  private static Path cache() {
    String chosen = System.getProperty("lntune.cache");
    if (chosen != null) {
      return Path.of(chosen);
    }
    @Nullable String standard = System.getenv("XDG_CACHE_HOME");
    Path folder =
        standard == null || standard.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(standard);
    return folder.resolve("lntune");
  }
}
