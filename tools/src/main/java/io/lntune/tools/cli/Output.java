package io.lntune.tools.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The result of a subcommand: text lines, or with {@code --json} exactly one document. What is
 * meant for people goes to standard error then.
 */
public final class Output {
  private final Terminal terminal;
  private final boolean json;

  Output(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /** Whether a JSON document is wanted. */
  public boolean isJson() {
    return json;
  }

  /** A line of the result for people. */
  public void line(String text) {
    (json ? terminal.err() : terminal.out()).println(text);
  }

  /** Something worth knowing that is not part of the result. */
  public void note(String text) {
    terminal.err().println(text);
  }

  /** The whole result for programs; ignored unless JSON is wanted. */
  public void document(JsonNode document) {
    if (json) {
      terminal.out().println(document.toPrettyString());
    }
  }

  /** The terminal, for progress. */
  public Terminal terminal() {
    return terminal;
  }
}
