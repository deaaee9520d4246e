package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.parse.proto.StringStringEntryProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Locates elements that a model keeps in another file, and refuses every location outside the
 * folder it is relative to, normally the model's own. Each file is looked at once per model.
 */
final class ExternalData {
  private static final Set<String> KEYS =
      Set.of("location", "offset", "length", "checksum", "basepath");

  private final Path folder;
  private final Map<String, Path> checked = new HashMap<>();
  private final Map<Path, Long> sizes = new HashMap<>();

  ExternalData(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** The region that holds the {@code byteSize} bytes of {@code tensor}. */
  FileRegion locate(TensorProto tensor, long byteSize, String where) {
    Map<String, String> entries = entries(tensor.getExternalDataList(), where);
    String location = entries.get("location");
    if (location == null || location.isEmpty()) {
      throw refused("External data has no location", where);
    }
    Path file = checked.get(location);
    if (file == null) {
      file = contained(location, where);
      checked.put(location, file);
    }
    long offset = number(entries, "offset", 0, where);
    long length = number(entries, "length", byteSize, where);
    if (length != byteSize) {
      throw refused(
          "External data has " + length + " bytes, but type and shape need " + byteSize, where);
    }
    long size = size(file, where);
    if (offset > size || length > size - offset) {
      throw LntuneException.badInput(
          "External data ends at byte "
              + Long.toUnsignedString(offset + length)
              + " of '"
              + location
              + "', which has only "
              + size
              + " bytes",
          where,
          "The data file is cut off or belongs to another model; copy the right one.");
    }
    return new FileRegion(file, offset, length);
  }

  private static Map<String, String> entries(List<StringStringEntryProto> list, String where) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : list) {
      if (!KEYS.contains(entry.getKey())) {
        throw refused("External data has the unknown key '" + entry.getKey() + "'", where);
      }
      if (entries.put(entry.getKey(), entry.getValue()) != null) {
        throw refused("External data has the key '" + entry.getKey() + "' twice", where);
      }
    }
    return entries;
  }

  private static long number(Map<String, String> entries, String key, long absent, String where) {
    String text = entries.get(key);
    if (text == null) {
      return absent;
    }
    try {
      if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException beyondLong) {
      throw refused("External data has the " + key + " " + text, where).causedBy(beyondLong);
    }
    throw refused("External data has the " + key + " '" + text + "'", where);
  }

  /** The file at {@code location}, after every check of where it is. */
  private Path contained(String location, String where) {
    if (isRooted(location)) {
      throw refused("External data is at the absolute path '" + location + "'", where);
    }
    Path current = folder;
    try {
      for (Path step : Path.of(location)) {
        if (step.toString().equals("..")) {
          throw refused("External data leaves the model's folder: '" + location + "'", where);
        }
        current = current.resolve(step).normalize();
        if (Files.isSymbolicLink(current)) {
          throw LntuneException.badInput(
              "External data '" + location + "' is reached through a symbolic link",
              where,
              "Links are not followed because they can lead anywhere; put a copy or a hard link of"
                  + " the file in its place.");
        }
      }
      if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
        throw LntuneException.badInput(
            "The external data file '" + location + "' is missing",
            where,
            "Copy it to " + current + "; a model with external data consists of several files.");
      }
      if (!current.toRealPath().startsWith(folder.toRealPath())) {
        throw refused("External data leaves the model's folder: '" + location + "'", where);
      }
      if (!Files.isRegularFile(current, LinkOption.NOFOLLOW_LINKS)) {
        throw refused("External data '" + location + "' is not a file", where);
      }
      return current;
    } catch (InvalidPathException | IOException e) {
      throw refused("External data is at the unusable path '" + location + "'", where).causedBy(e);
    }
  }

  /** True when a written model may refer to {@code location}: relative and never upwards. */
  static boolean isInside(String location) {
    if (location.isEmpty() || isRooted(location)) {
      return false;
    }
    for (Path step : Path.of(location)) {
      if (step.toString().equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** True for absolute paths of any operating system: models travel between them. */
  private static boolean isRooted(String location) {
    return location.startsWith("/")
        || location.startsWith("\\")
        || (location.length() > 1 && location.charAt(1) == ':');
  }

  private long size(Path file, String where) {
    @Nullable Long known = sizes.get(file);
    if (known != null) {
      return known;
    }
    try {
      long size = Files.size(file);
      sizes.put(file, size);
      return size;
    } catch (IOException e) {
      throw refused("External data cannot be read", where).causedBy(e);
    }
  }

  private static LntuneException refused(String what, String where) {
    return LntuneException.badInput(
        what, where, "Do not trust this file unless you made it; if you did, re-export it.");
  }
}
