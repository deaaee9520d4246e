package io.lntune.trainer.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.trainer.data.NamedArray;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskStoreTest {
  private static final long PLENTY = 1 << 20;

  @TempDir private Path folder;

  private final List<String> notes = new ArrayList<>();

  private DiskStore open(String identity) {
    return DiskStore.open(folder.resolve("cache"), identity, PLENTY, notes::add);
  }

  private static EntryKey key(int example) {
    return new EntryKey(example, List.of(5L));
  }

  private static List<NamedArray> arrays(int example) {
    return List.of(
        NamedArray.ofFloats("hidden", new float[] {example, 2, 3, 4}, 1, 2, 2),
        NamedArray.ofLongs("länge", new long[] {example}, 1));
  }

  private void fill(DiskStore store) {
    for (int example = 0; example < 4; example++) {
      assertTrue(store.keep(key(example), arrays(example)));
    }
  }

  private static void assertHolds(DiskStore store, int example) {
    List<NamedArray> found = store.find(key(example));
    assertNotNull(found);
    assertEquals("hidden", found.get(0).name());
    assertArrayEquals(new long[] {1, 2, 2}, found.get(0).sizes());
    assertEquals(example, found.get(0).floats().get(0));
    assertEquals("länge", found.get(1).name());
    assertEquals(example, found.get(1).longs().get(0));
  }

  @Test
  void anotherProcessFindsWhatWasKept() {
    try (DiskStore store = open("a")) {
      fill(store);
    }
    try (DiskStore store = open("a")) {
      assertEquals(4, store.entries());
      for (int example = 0; example < 4; example++) {
        assertHolds(store, example);
      }
      assertNull(store.find(new EntryKey(1, List.of(6L))));
    }
    assertEquals(List.of(), notes);
  }

  @Test
  void entriesOfOtherDataAreThrownAway() {
    try (DiskStore store = open("a")) {
      fill(store);
    }
    try (DiskStore store = open("b")) {
      assertEquals(0, store.entries());
      assertNull(store.find(key(0)));
    }
    assertEquals(1, notes.size());
  }

  @Test
  void aDamagedEntryIsNotTrusted() throws IOException {
    long length;
    try (DiskStore store = open("a")) {
      fill(store);
      length = store.bytes() / 4;
    }
    // The last byte of the second entry.
    change(2 * length - 1);
    try (DiskStore store = open("a")) {
      assertHolds(store, 0);
      assertNull(store.find(key(1)));
      assertHolds(store, 2);
      assertTrue(store.keep(key(1), arrays(1)));
      assertHolds(store, 1);
    }
    assertTrue(notes.get(0).contains("example 1"), notes.toString());
  }

  @Test
  void everyByteIsGuarded() throws IOException {
    long length;
    try (DiskStore store = open("a")) {
      fill(store);
      length = store.bytes() / 4;
    }
    for (long i = 0; i < length; i++) {
      change(i);
      try (DiskStore store = DiskStore.open(copy(), "a", PLENTY, notes::add)) {
        assertNull(store.find(key(0)), "byte " + i);
      }
      change(i);
    }
  }

  @Test
  void anEntryThatWasCutOffIsDropped() throws IOException {
    long bytes;
    try (DiskStore store = open("a")) {
      fill(store);
      bytes = store.bytes();
    }
    try (RandomAccessFile file = new RandomAccessFile(entries().toFile(), "rw")) {
      file.setLength(bytes - 3);
    }
    try (DiskStore store = open("a")) {
      assertEquals(3, store.entries());
      assertTrue(store.keep(key(3), arrays(3)));
      assertHolds(store, 3);
      assertEquals(bytes, store.bytes());
    }
  }

  @Test
  void whatDoesNotFitIsNotKept() {
    try (DiskStore store = DiskStore.open(folder.resolve("cache"), "a", 200, notes::add)) {
      assertTrue(store.keep(key(0), arrays(0)));
      assertFalse(store.keep(key(1), arrays(1)));
      assertHolds(store, 0);
      assertTrue(store.bytes() <= 200);
    }
  }

  private Path entries() {
    return folder.resolve("cache").resolve("entries.bin");
  }

  private void change(long position) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(entries().toFile(), "rw")) {
      file.seek(position);
      int value = file.read();
      file.seek(position);
      file.write(value ^ 0x55);
    }
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(folder, "copy");
    for (String name : List.of("entries.bin", "identity.txt")) {
      Files.copy(folder.resolve("cache").resolve(name), copy.resolve(name));
    }
    return copy;
  }
}
