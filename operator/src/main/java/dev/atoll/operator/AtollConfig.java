package dev.atoll.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an installation configures; the same keys work as environment variables. */
@ConfigMapping(prefix = "atoll")
public interface AtollConfig {
  /** Registry and path below which each namespace has its repository. */
  String registry();

  /** Whether the registry speaks plain http; for development. */
  @WithDefault("false")
  boolean registryPlainHttp();

  /**
   * File of type dockerconfigjson with the operator's own login at the registry, where signatures
   * are read and written; anonymous when absent. A file that changes counts at once.
   */
  Optional<Path> registryConfig();

  /** Namespace of the operator and of the devices' leases. */
  @WithDefault("atoll-system")
  String namespace();

  /** Keys of labels that are copied from a Node to its EdgeDevice. */
  Optional<List<String>> mirroredLabels();

  Zoo zoo();

  Compile compile();

  Signing signing();

  /** How artifacts are signed. */
  interface Signing {
    /** PEM file with the private key, ECDSA P-256 or Ed25519, PKCS #8. */
    Optional<Path> keyFile();

    /** PEM file with the public keys whose signatures are trusted, the own one included. */
    Optional<Path> trustedKeysFile();

    /**
     * Whether to work without a key: nothing is signed, any artifact is trusted; for development.
     */
    @WithDefault("false")
    boolean allowUnsigned();
  }

  /** The ConfigMap that is the catalogue of base models. */
  interface Zoo {
    /** Namespace; the operator's when absent. Elsewhere the operator needs a Role to watch it. */
    Optional<String> namespace();

    @WithDefault("atoll-zoo")
    String name();
  }

  /** How models are compiled. */
  interface Compile {
    /**
     * {@code kubernetes-job}, or for development {@code local-process}; never anything by default.
     */
    Optional<String> backend();

    /** The command that starts the compiler, a list of words. */
    Optional<List<String>> command();

    /** Where the compiles work. */
    Optional<Path> workDir();

    /** Whether file: sources are allowed; for development. */
    @WithDefault("false")
    boolean fileSources();

    /**
     * Whether local processes get the Secrets that sources name; for development: the operator then
     * needs a Role to read them, which it has not by itself.
     */
    @WithDefault("false")
    boolean readSecrets();

    /** How many compiles run at once. */
    @WithDefault("1")
    int maxConcurrent();

    /** After which a compile is ended. */
    @WithDefault("30m")
    Duration timeout();

    /** Names of the operator's environment variables that the compiler gets. */
    @WithDefault(
        "PATH,HOME,TMPDIR,LANG,JAVA_HOME,AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_ENDPOINT_URL_S3,AWS_REGION,STORAGE_EMULATOR_HOST,ATOLL_PLAIN_HTTP_SOURCES,ATOLL_SOURCE_CA,ATOLL_PYTHON,ATOLL_EDGETPU_COMPILER,ATOLL_EDGETPU_DEADLINE")
    List<String> environment();

    Retries retries();

    Job job();
  }

  /** Compiles as Kubernetes Jobs. */
  interface Job {
    /** The compiler's image, by digest. */
    Optional<String> image();

    /** The image that you built from it, with edgetpu_compiler in it; by digest. */
    Optional<String> edgetpuImage();

    /** Where edgetpu_compiler is in that image. */
    @WithDefault("/usr/bin/edgetpu_compiler")
    String edgetpuCompiler();

    /** Secret for the images, of this name in each namespace that has EdgeModels. */
    Optional<String> pullSecret();

    /**
     * Secret for the registry of the artifacts (type kubernetes.io/dockerconfigjson), of this name
     * in each namespace that has EdgeModels.
     */
    Optional<String> registrySecret();

    /** Memory of the conversion, request and limit. */
    @WithDefault("4Gi")
    String memory();

    /** Processors that the conversion asks for. */
    @WithDefault("1")
    String cpu();

    /** Disk that a compile may use. */
    @WithDefault("20Gi")
    String workSize();

    /** How long an ended Job stays, for its logs. */
    @WithDefault("1h")
    Duration keep();

    /** CIDRs that compiles may reach beside the public internet: your registry, your stores. */
    Optional<List<String>> egress();

    /** Names of the operator's environment variables that the fetch stage gets; no secrets. */
    @WithDefault("AWS_ENDPOINT_URL_S3,AWS_REGION,STORAGE_EMULATOR_HOST,ATOLL_PLAIN_HTTP_SOURCES")
    List<String> fetchEnvironment();

    /** Further certificate authorities of the sources. */
    SourceCa sourceCa();

    /** For all tries of edgetpu_compiler at one model; its own default when absent. */
    Optional<Duration> edgetpuDeadline();

    Patience patience();
  }

  /** A ConfigMap in each namespace that has EdgeModels. */
  interface SourceCa {
    /** Its name; none when absent. */
    Optional<String> configMap();

    /** The key that holds certificates in PEM. */
    @WithDefault("ca.crt")
    String key();
  }

  /** How long something may be in the way before a run counts as failed. */
  interface Patience {
    /** An image that cannot be pulled. */
    @WithDefault("2m")
    Duration image();

    /** No node that takes the pod. */
    @WithDefault("5m")
    Duration node();

    /** A pod or container that the cluster does not make, or a Secret that is not there. */
    @WithDefault("1m")
    Duration start();
  }

  /** How a compile that failed for a passing reason is repeated. */
  interface Retries {
    /** Runs in all, the first included. */
    @WithDefault("5")
    int most();

    /** The first pause, doubled after each further run. */
    @WithDefault("5s")
    Duration first();

    /** The longest pause. */
    @WithDefault("5m")
    Duration longest();
  }
}
