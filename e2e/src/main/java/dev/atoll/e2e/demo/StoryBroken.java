package dev.atoll.e2e.demo;

/** A step did not show what it should. The message says which, for a person. */
public final class StoryBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoryBroken(String message) {
    super(message);
  }
}
