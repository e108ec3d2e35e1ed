package dev.atoll.tflite.compiled;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.TfliteFormatException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A FlexBuffer whose root is a map, as custom operators have for options. A FlexBuffer is read from
 * its end; every value has a type and a width beside it, and offsets point backwards.
 */
public final class FlexMap {
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_KEY = 256;
  private static final int ENTRY_COST = 256;

  private static final int INT = 1;
  private static final int UINT = 2;
  private static final int STRING = 5;
  private static final int MAP = 9;
  private static final int VECTOR = 10;
  private static final int VECTOR_INT = 11;
  private static final int VECTOR_UINT = 12;
  private static final int BLOB = 25;

  /**
   * Where a value stands, how wide it is there, and its type with the width of what it points to.
   */
  private record Slot(long at, int width, int packedType) {
    int type() {
      return packedType >> 2;
    }

    int targetWidth() {
      return 1 << (packedType & 3);
    }
  }

  private final FlatFile file;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private FlexMap(FlatFile file) {
    this.file = file;
  }

  /**
   * Reads the keys; values are read when they are asked for.
   *
   * @param file the FlexBuffer alone, from its first byte to its last
   * @throws TfliteFormatException when it is no FlexBuffer with a map at its root
   */
  public static FlexMap read(FlatFile file) throws TfliteFormatException {
    String what = "the operator's options";
    if (file.size() < 3) {
      throw new TfliteFormatException(what + " are too short for a FlexBuffer");
    }
    int width = (int) file.unsigned(file.size() - 1L, 1, what);
    Slot root =
        new Slot(file.size() - 2L - width, width, (int) file.unsigned(file.size() - 2L, 1, what));
    if (!Set.of(1, 2, 4, 8).contains(width) || root.type() != MAP) {
      throw new TfliteFormatException(what + " are no FlexBuffer map");
    }
    FlexMap map = new FlexMap(file);
    map.readKeys(map.target(root, what), root.targetWidth());
    return map;
  }

  private void readKeys(long values, int width) throws TfliteFormatException {
    String what = "the options' map";
    int count = length(values, width, what);
    Slot keysSlot = new Slot(values - 3L * width, width, 0);
    long keys = target(keysSlot, what);
    long keyWidth = file.unsigned(values - 2L * width, width, what);
    if (!Set.of(1L, 2L, 4L, 8L).contains(keyWidth)) {
      throw new TfliteFormatException(what + " has keys of " + keyWidth + " bytes");
    }
    file.spend((long) count * ENTRY_COST);
    for (int i = 0; i < count; i++) {
      Slot key = new Slot(keys + i * keyWidth, (int) keyWidth, 0);
      long type = file.unsigned(values + (long) count * width + i, 1, what);
      slots.put(key(target(key, what)), new Slot(values + (long) i * width, width, (int) type));
    }
  }

  private String key(long at) throws TfliteFormatException {
    StringBuilder key = new StringBuilder();
    for (long p = at; ; p++) {
      int c = (int) file.unsigned(p, 1, "a key of the options");
      if (c == 0) {
        return key.toString();
      }
      if (key.length() == MAX_KEY) {
        throw new TfliteFormatException("the options have a key of more than 256 bytes");
      }
      key.append((char) c);
    }
  }

  /** The keys in the file's order; any bytes, each as one character. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(slots.keySet());
  }

  /** An integer that stands in the map itself; empty when absent or of another type. */
  public OptionalLong integer(String key) throws TfliteFormatException {
    Slot slot = slots.get(key);
    return slot == null ? OptionalLong.empty() : integer(slot, key);
  }

  private OptionalLong integer(Slot slot, String key) throws TfliteFormatException {
    if (slot.type() != INT && slot.type() != UINT) {
      return OptionalLong.empty();
    }
    long raw = file.unsigned(slot.at(), slot.width(), "option " + key);
    int unused = 64 - 8 * slot.width();
    return OptionalLong.of(slot.type() == INT ? raw << unused >> unused : raw);
  }

  /**
   * Where the bytes of a text or a blob lie. They are given raw: compilers store binary data as
   * text.
   */
  public Optional<ByteRange> bytes(String key) throws TfliteFormatException {
    Slot slot = slots.get(key);
    if (slot == null || (slot.type() != STRING && slot.type() != BLOB)) {
      return Optional.empty();
    }
    String what = "option " + key;
    long start = target(slot, what);
    long length = file.unsigned(start - slot.targetWidth(), slot.targetWidth(), what);
    file.inside(start, length, what);
    return Optional.of(new ByteRange(start, length));
  }

  /** The integers of a vector; those of another type are left out; empty when absent. */
  public List<Long> integers(String key) throws TfliteFormatException {
    Slot slot = slots.get(key);
    if (slot == null
        || (slot.type() != VECTOR && slot.type() != VECTOR_INT && slot.type() != VECTOR_UINT)) {
      return List.of();
    }
    String what = "option " + key;
    long start = target(slot, what);
    int width = slot.targetWidth();
    int count = length(start, width, what);
    List<Long> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      integer(new Slot(start + (long) i * width, width, elementType(slot, start, count, i)), key)
          .ifPresent(values::add);
    }
    return values;
  }

  private int elementType(Slot vector, long start, int count, int i) throws TfliteFormatException {
    return switch (vector.type()) {
      case VECTOR_INT -> INT << 2;
      case VECTOR_UINT -> UINT << 2;
      default ->
          (int) file.unsigned(start + (long) count * vector.targetWidth() + i, 1, "an option");
    };
  }

  private int length(long start, int width, String what) throws TfliteFormatException {
    long length = file.unsigned(start - width, width, what);
    if (length < 0 || length > MAX_ENTRIES) {
      throw new TfliteFormatException(what + " claims " + length + " entries");
    }
    return (int) length;
  }

  private long target(Slot slot, String what) throws TfliteFormatException {
    long offset = file.unsigned(slot.at(), slot.width(), what);
    if (offset < 0 || offset > slot.at()) {
      throw new TfliteFormatException(what + " points before the options' first byte");
    }
    return slot.at() - offset;
  }
}
