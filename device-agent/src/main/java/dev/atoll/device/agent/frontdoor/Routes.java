package dev.atoll.device.agent.frontdoor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.atoll.device.agent.serving.BusyException;
import dev.atoll.device.agent.serving.Catalog;
import dev.atoll.device.agent.serving.Servable;
import dev.atoll.device.agent.supervisor.RefusedException;
import dev.atoll.device.agent.supervisor.RunnerGoneException;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which path means what. */
final class Routes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  private final Catalog catalog;
  private final String version;
  private final Consumer<String> log;

  Routes(Catalog catalog, String version, Consumer<String> log) {
    this.catalog = catalog;
    this.version = version;
    this.log = log;
  }

  void handle(HttpExchange x) throws IOException, InterruptedException {
    try {
      route(x);
    } catch (HttpError e) {
      if (e.status() == 503) {
        x.getResponseHeaders().set("Retry-After", "1");
      }
      send(x, e.status(), Map.of("error", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      log.accept("a request failed: " + e);
      send(x, 500, Map.of("error", "the agent failed over this request; its log says more"));
    }
  }

  private void route(HttpExchange x) throws IOException, InterruptedException, HttpError {
    String path = x.getRequestURI().getPath();
    List<String> parts = List.of(path.substring(1).split("/", -1));
    switch (path) {
      case "/v2", "/v2/" -> only(x, "GET", () -> send(x, 200, Metadata.server(version)));
      case "/v2/health/live" -> only(x, "GET", () -> send(x, 200, Map.of("live", true)));
      case "/v2/health/ready" -> only(x, "GET", () -> ready(x));
      case "/v2/repository/index" -> only(x, "POST", () -> index(x));
      default -> {
        if (parts.size() < 3 || !parts.get(0).equals("v2") || !parts.get(1).equals("models")) {
          throw new HttpError(404, "there is nothing at this path; models are at /v2/models/NAME");
        }
        model(x, parts.get(2), parts.subList(3, parts.size()));
      }
    }
  }

  private void ready(HttpExchange x) throws IOException {
    boolean ready = catalog.ready();
    send(x, ready ? 200 : 503, Map.of("ready", ready));
  }

  private void index(HttpExchange x) throws IOException {
    send(
        x,
        200,
        catalog.all().entrySet().stream()
            .map(e -> Metadata.indexEntry(e.getKey(), e.getValue()))
            .toList());
  }

  private void model(HttpExchange x, String name, List<String> rest)
      throws IOException, InterruptedException, HttpError {
    // No use is opened while a client talks: a slow one would keep a replaced model loaded.
    Servable servable = catalog.peek(name).orElseThrow(() -> absent(name));
    List<String> what = withoutVersion(name, servable, rest);
    switch (String.join("/", what)) {
      case "" -> only(x, "GET", () -> send(x, 200, Metadata.model(name, servable)));
      case "ready" -> only(x, "GET", () -> send(x, 200, Map.of("name", name, "ready", true)));
      case "infer" ->
          only(x, "POST", () -> send(x, infer(x, name, servable, what.size() < rest.size())));
      default -> throw new HttpError(404, "a model has /ready and /infer");
    }
  }

  private HttpError absent(String name) {
    return catalog.isAssigned(name)
        ? new HttpError(
            503,
            "model '" + name + "' is not loaded yet; the EdgeDevice's status says how it stands")
        : new HttpError(404, "no model '" + name + "' is served here");
  }

  private static List<String> withoutVersion(String name, Servable s, List<String> rest)
      throws HttpError {
    if (rest.size() < 2 || !rest.get(0).equals("versions")) {
      return rest;
    }
    if (!rest.get(1).equals(s.revision())) {
      throw new HttpError(
          404, "model '%s' is served as %s, not %s".formatted(name, s.revision(), rest.get(1)));
    }
    return rest.subList(2, rest.size());
  }

  /**
   * Reads the request as the model of now wants it, then runs the model that serves when it is
   * there.
   *
   * @param versioned the client named the revision
   */
  private ResponseWriter.Body infer(HttpExchange x, String name, Servable now, boolean versioned)
      throws IOException, InterruptedException, HttpError {
    InferRequest request = read(x, now);
    try (Catalog.Use use = catalog.use(name).orElseThrow(() -> absent(name))) {
      Servable s = use.servable();
      if (s != now && (versioned || !sameForm(now.inputs(), s.inputs()))) {
        throw new HttpError(
            503, "the model was replaced by %s meanwhile; try again".formatted(s.revision()));
      }
      refuseUnknownOutputs(request, s);
      String revision = s.revision();
      return ResponseWriter.write(name, revision, request, s.outputs(), run(s, request));
    }
  }

  /** Values of one fit the other; steps of the quantisation are the clients' affair. */
  private static boolean sameForm(List<TensorSpec> one, List<TensorSpec> other) {
    return forms(one).equals(forms(other));
  }

  private static List<TensorSpec> forms(List<TensorSpec> specs) {
    return specs.stream()
        .map(t -> new TensorSpec(t.name(), t.datatype(), t.shape(), 0, 0))
        .toList();
  }

  private static InferRequest read(HttpExchange x, Servable s) throws IOException, HttpError {
    RequestBody body =
        RequestBody.of(
            x.getRequestBody(),
            x.getRequestHeaders().getFirst("Content-Length"),
            x.getRequestHeaders().getFirst(HEADER_LENGTH),
            s.inputs());
    return RequestParser.parse(body.json(), body.tail(), s.inputs());
  }

  private static void refuseUnknownOutputs(InferRequest request, Servable s) throws HttpError {
    for (String wanted : request.outputs().keySet()) {
      if (s.outputs().stream().noneMatch(o -> o.name().equals(wanted))) {
        throw HttpError.bad(
            "the model has no output '%s', it has %s",
            wanted, s.outputs().stream().map(o -> "'" + o.name() + "'").toList());
      }
    }
  }

  private Reply.Inferred run(Servable s, InferRequest request)
      throws HttpError, InterruptedException {
    try {
      return s.infer(request.inputs(), PATIENCE);
    } catch (BusyException e) {
      throw new HttpError(503, e.getMessage() + "; try again");
    } catch (RunnerGoneException e) {
      log.accept("no answer for a client: " + e.getMessage());
      throw new HttpError(503, "the model's runner is being started again; try again");
    } catch (RefusedException e) {
      throw switch (e.why()) {
        case BadRequest -> HttpError.bad(String.valueOf(e.getMessage()));
        case UnknownModel -> new HttpError(503, "the model is being loaded again; try again");
        case InferenceFailed, LoadFailed, OutOfMemory ->
            new HttpError(500, "the model cannot compute this: " + e.getMessage());
      };
    }
  }

  /** Does something with an exchange. */
  private interface Handler {
    void run() throws IOException, InterruptedException, HttpError;
  }

  private static void only(HttpExchange x, String method, Handler handler)
      throws IOException, InterruptedException, HttpError {
    if (!x.getRequestMethod().equals(method)) {
      x.getResponseHeaders().set("Allow", method);
      throw new HttpError(405, "only " + method + " is possible here");
    }
    handler.run();
  }

  private static void send(HttpExchange x, int status, Object answer) throws IOException {
    byte[] json = JSON.writeValueAsBytes(answer);
    x.getResponseHeaders().set("Content-Type", "application/json");
    x.sendResponseHeaders(status, json.length);
    try (OutputStream out = x.getResponseBody()) {
      out.write(json);
    }
  }

  private static void send(HttpExchange x, ResponseWriter.Body answer) throws IOException {
    boolean binary = !answer.tail().isEmpty();
    x.getResponseHeaders()
        .set("Content-Type", binary ? "application/octet-stream" : "application/json");
    if (binary) {
      x.getResponseHeaders().set(HEADER_LENGTH, Integer.toString(answer.json().length));
    }
    x.sendResponseHeaders(200, answer.size());
    try (OutputStream out = x.getResponseBody()) {
      out.write(answer.json());
      var channel = Channels.newChannel(out);
      for (ByteBuffer t : answer.tail()) {
        channel.write(t);
      }
    }
  }
}
