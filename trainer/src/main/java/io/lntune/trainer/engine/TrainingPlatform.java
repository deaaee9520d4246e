package io.lntune.trainer.engine;

import java.util.Locale;
import java.util.Optional;

/**
 * A platform for which there is a build of ONNX Runtime that can train, in {@code
 * org.bytedeco:onnxruntime:1.24.1-1.5.13}.
 */
enum TrainingPlatform {
  LINUX_X86_64(
      "linux-x86_64",
      "libonnxruntime.so.1",
      "2ecee2b4666b486110f99548777be848c1368c672ff6bf01ed7c7e9aa1faf75e"),
  LINUX_ARM64(
      "linux-arm64",
      "libonnxruntime.so.1",
      "ed34dd5ca16ddd7c919b9e5ccbe347b404f1c4b06eeb5a95e36270e002aa86b3"),
  MACOS_X86_64(
      "macosx-x86_64",
      "libonnxruntime.dylib",
      "4721353dfa2265e66507c53f56349bf7cea4d1bb91bcaa96f2eb919f7a34342f"),
  MACOS_ARM64(
      "macosx-arm64",
      "libonnxruntime.dylib",
      "fe0b3a8de58cb6aed54c6caafd561e09bdd50fe8d4396bbb83223adb13c85643"),
  WINDOWS_X86_64(
      "windows-x86_64",
      "onnxruntime.dll",
      "f28fd343fe091ddc35c1d6c31857d12718c436d54f5cacf545a7fc88b30a97a1");

  private final String classifier;
  private final String library;
  private final String sha256;

  TrainingPlatform(String classifier, String library, String sha256) {
    this.classifier = classifier;
    this.library = library;
    this.sha256 = sha256;
  }

  /** The platform of an operating system and processor as Java names them. */
  static Optional<TrainingPlatform> of(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean arm = processor.equals("aarch64") || processor.equals("arm64");
    if (!arm && !processor.equals("amd64") && !processor.equals("x86_64")) {
      return Optional.empty();
    }
    if (name.startsWith("linux")) {
      return Optional.of(arm ? LINUX_ARM64 : LINUX_X86_64);
    }
    if (name.startsWith("mac")) {
      return Optional.of(arm ? MACOS_ARM64 : MACOS_X86_64);
    }
    return name.startsWith("windows") && !arm ? Optional.of(WINDOWS_X86_64) : Optional.empty();
  }

  /** Where the library is within the jar. */
  String resource() {
    return "/org/bytedeco/onnxruntime/" + classifier + "/" + library;
  }

  /** File name of the library. */
  String library() {
    return library;
  }

  /** SHA-256 of the library. */
  String sha256() {
    return sha256;
  }

  /** Maven coordinates of the jar. */
  String artifact() {
    return "org.bytedeco:onnxruntime:1.24.1-1.5.13:" + classifier;
  }
}
