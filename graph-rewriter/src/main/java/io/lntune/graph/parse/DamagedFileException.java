package io.lntune.graph.parse;

import java.io.IOException;

/** The bytes of a file do not follow the protobuf encoding. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String detail) {
    super(detail);
  }
}
