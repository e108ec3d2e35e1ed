package dev.atoll.rollout;

/** What a device can be given: a name, the bytes behind it and how to serve them. */
public record Revision(String name, ArtifactRef artifact, Serving serving) {

  /**
   * Whether a device could not tell the two apart: equal bytes, served in the same way. The name
   * and the repository do not count.
   */
  public boolean sameContent(Revision other) {
    return artifact.digest().equals(other.artifact.digest()) && serving.equals(other.serving);
  }
}
