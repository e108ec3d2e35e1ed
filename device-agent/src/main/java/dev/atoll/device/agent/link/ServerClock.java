package dev.atoll.device.agent.link;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The API server's clock: the local one, corrected by the Date header of the server's answers. A
 * device without a battery may think it is 1970.
 */
final class ServerClock implements InstantSource, Interceptor {
  private final InstantSource local;
  private volatile @Nullable Duration correction;

  ServerClock(InstantSource local) {
    this.local = local;
  }

  /** False until the server has answered once. */
  boolean known() {
    return correction != null;
  }

  @Override
  public Instant instant() {
    Duration c = correction;
    return c == null ? local.instant() : local.instant().plus(c);
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<java.util.List<java.nio.ByteBuffer>> consumer) {
    String date = response.header("Date");
    if (date != null) {
      seen(date);
    }
  }

  void seen(String date) {
    try {
      Instant server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration difference = Duration.between(local.instant(), server);
      // The header has whole seconds: a smaller difference says nothing.
      correction = difference.abs().toMillis() < 1500 ? Duration.ZERO : difference;
    } catch (DateTimeException e) {
      // A proxy's invention: the correction so far is better.
      return;
    }
  }
}
