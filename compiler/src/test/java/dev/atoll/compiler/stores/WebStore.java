package dev.atoll.compiler.stores;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An nginx with a certificate of an authority of our own. It also stands before the fake of
 * Google's store and before the registry, and asks for credentials there.
 */
public final class WebStore implements Store {
  /** Its user is {@code atoll}. */
  public static final String PASSWORD = "a-password-that-must-not-show";

  public static final String TOKEN = "a-token-that-must-not-show";

  private final ServerProcess server;
  private final TestAuthority authority;
  private final Path folder;
  private final int port;
  private final int plainPort;

  private WebStore(
      ServerProcess server, TestAuthority authority, Path folder, int port, int plainPort) {
    this.server = server;
    this.authority = authority;
    this.folder = folder;
    this.port = port;
    this.plainPort = plainPort;
  }

  /**
   * Returns when it listens.
   *
   * @param gcs port of the store behind {@code /storage/}
   * @param registry port of the registry behind {@code /v2/}
   */
  public static WebStore start(Path program, Path folder, int gcs, int registry) throws Exception {
    Files.createDirectories(folder.resolve("www"));
    TestAuthority authority = TestAuthority.create(folder);
    int port = ServerProcess.freePort();
    int plainPort = ServerProcess.freePort();
    Files.writeString(folder.resolve("htpasswd"), "atoll:{PLAIN}" + PASSWORD + "\n");
    Path config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            CONFIG
                .replace("FOLDER", folder.toString())
                .replace("CERTIFICATE", authority.certificate().toString())
                .replace("KEY", authority.key().toString())
                .replace("TLS_PORT", String.valueOf(port))
                .replace("PLAIN_PORT", String.valueOf(plainPort))
                .replace("GCS_PORT", String.valueOf(gcs))
                .replace("REGISTRY_PORT", String.valueOf(registry))
                .replace("TOKEN", TOKEN));
    List<String> command =
        List.of(
            program.toString(),
            "-e",
            folder.resolve("error.log").toString(),
            "-c",
            config.toString());
    ServerProcess server = ServerProcess.start(command, folder.resolve("nginx.log"), plainPort);
    return new WebStore(server, authority, folder, port, plainPort);
  }

  private static final String CONFIG =
      """
      daemon off;
      master_process off;
      pid FOLDER/nginx.pid;
      events {}
      http {
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        log_format seen '$request_method $host $uri range=$http_range auth=$http_authorization';
        access_log FOLDER/access.log seen;
        proxy_set_header Host $http_host;
        server {
          listen 127.0.0.1:TLS_PORT ssl;
          ssl_certificate CERTIFICATE;
          ssl_certificate_key KEY;
          root FOLDER/www;
          location /private/ {
            alias FOLDER/www/;
            auth_basic models;
            auth_basic_user_file FOLDER/htpasswd;
          }
          location /bearer/ {
            if ($http_authorization != "Bearer TOKEN") { return 401; }
            rewrite ^/bearer/(.*) /$1 last;
          }
          location /moved/ { rewrite ^/moved/(.*) /$1 redirect; }
          location /elsewhere/ { return 302 https://localhost:TLS_PORT/private$uri; }
          location /plain/ { return 302 http://127.0.0.1:PLAIN_PORT$uri; }
          location /loop/ { return 302 https://127.0.0.1:TLS_PORT${uri}x; }
          location /down/ { return 503; }
          location = /token {
            default_type application/json;
            return 200 '{"access_token":"TOKEN","expires_in":3600,"token_type":"Bearer"}';
          }
          location /storage/ {
            if ($http_authorization != "Bearer TOKEN") { return 401; }
            proxy_pass http://127.0.0.1:GCS_PORT;
          }
        }
        server {
          listen 127.0.0.1:PLAIN_PORT;
          root FOLDER/www;
          location /v2/ {
            auth_basic models;
            auth_basic_user_file FOLDER/htpasswd;
            proxy_pass http://127.0.0.1:REGISTRY_PORT;
          }
          location /v2/moved/ {
            auth_basic models;
            auth_basic_user_file FOLDER/htpasswd;
            proxy_pass http://127.0.0.1:REGISTRY_PORT/v2/sources/;
          }
          location /v2/moved/blobs/ { return 307 http://localhost:PLAIN_PORT$uri; }
        }
      }
      """;

  @Override
  public String folder(String name, SortedMap<String, byte[]> files) throws IOException {
    return file(name + ".zip", zip(files));
  }

  /** An archive of these files: the same bytes at any time. */
  public static byte[] zip(SortedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public String file(String name, byte[] content) throws IOException {
    Path file = folder.resolve("www").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return address(name);
  }

  public String address(String path) {
    return "https://127.0.0.1:" + port + "/" + path;
  }

  public int plainPort() {
    return plainPort;
  }

  /** What it was asked, line by line, with range and authorization. */
  public List<String> seen() throws IOException {
    return Files.readAllLines(folder.resolve("access.log"));
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("ATOLL_SOURCE_CA", authority.authority().toString());
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.close();
  }
}
