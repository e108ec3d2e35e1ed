package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PacedNewsTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration REST = Duration.ofSeconds(1);

  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final AtomicInteger told = new AtomicInteger();
  private final PacedNews news = new PacedNews(work::add, () -> T, REST, told::incrementAndGet);

  @Test
  void changesBeforeTheWordAreOneAndThoseAfterItAnother() throws Exception {
    news.changed();
    news.changed();
    work.take().run();
    assertThat(told).hasValue(1);
    news.changed();
    await().until(() -> work.size() == 1);
    work.take().run();
    assertThat(told).hasValue(2);
  }

  @Test
  void asManyAsAUsualCompileHasAreAtOnceAndFromThenOnOneInARest() {
    for (int i = 0; i < 16; i++) assertThat(news.pause(T)).isZero();
    assertThat(news.pause(T)).isEqualTo(1_000);
    assertThat(news.pause(T.plusMillis(1_500))).isEqualTo(500);
    assertThat(news.pause(T.plusSeconds(60))).isZero();
  }
}
