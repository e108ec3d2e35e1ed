package dev.atoll.api.v1alpha1;

/** Patterns and bounds that several types share. */
final class Formats {
  /** One or more numbers with a unit: {@code 500ms}, {@code 10m}, {@code 1h30m}. */
  static final String DURATION = "^([0-9]{1,9}(ms|s|m|h))+$";

  static final String SHA256 = "^sha256:[0-9a-f]{64}$";

  /** A fraction between 0 and 1, as a decimal string. */
  static final String FRACTION = "^(0(\\.[0-9]{1,6})?|1(\\.0{1,6})?)$";

  static final String PERCENT = "^(100|[1-9]?[0-9])%$";

  /** A share that is at least something. */
  static final String POSITIVE_PERCENT = "^(100|[1-9][0-9]?)%$";

  static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** {@code namespace.model}. */
  static final String MODEL_KEY = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  static final String REASON = "^[A-Z][A-Za-z0-9]*$";

  /** What can be fetched; a name or password before the host belongs into a Secret. */
  static final String FETCHABLE = "^((s3|gs|oci|https?)://[^/@]+(/.*)?|file:///.+)$";

  /** A key of a ConfigMap. */
  static final String CONFIG_KEY = "^[-._a-zA-Z0-9]+$";

  static final String DNS_SUBDOMAIN =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  private Formats() {}
}
