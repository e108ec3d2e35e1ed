package dev.atoll.oci.artifact;

/** Media types and annotation keys of the artifact (CNCF ModelPack, with Atoll's own additions). */
public final class MediaTypes {
  /** The manifest's artifactType. */
  public static final String ARTIFACT = "application/vnd.cncf.model.manifest.v1+json";

  /** The config blob. */
  public static final String CONFIG = "application/vnd.cncf.model.config.v1+json";

  /** A variant's weights: a .tflite file as it is. */
  public static final String WEIGHTS = "application/vnd.cncf.model.weight.v1.raw";

  /** Golden samples. */
  public static final String GOLDEN = "application/vnd.atoll.golden.v1+json";

  /** The compile report. */
  public static final String REPORT = "application/vnd.atoll.report.v1+json";

  /** Labels, one a line. */
  public static final String LABELS = "application/vnd.cncf.model.doc.v1.raw";

  /** What the Edge TPU compiler said. */
  public static final String COMPILER_LOG = "application/vnd.atoll.compiler-log.v1+text";

  /** On a layer: its path within the model. */
  public static final String FILEPATH = "org.cncf.model.filepath";

  /** On a layer: the same path, where general OCI clients look for a file's name. */
  public static final String TITLE = "org.opencontainers.image.title";

  /** On a weights layer: which variant it is. */
  public static final String VARIANT = "dev.atoll.variant";

  /** On the manifest: the artifact key, 64 hexadecimal digits. */
  public static final String ARTIFACT_KEY = "dev.atoll.artifact-key";

  /**
   * On the manifest: the digest of the content without what differs from run to run (see {@link
   * ContentName}).
   */
  public static final String CONTENT = "dev.atoll.content";

  /** On the manifest: the maker and its version, for people. */
  public static final String CREATED_BY = "dev.atoll.created-by";

  private MediaTypes() {}
}
