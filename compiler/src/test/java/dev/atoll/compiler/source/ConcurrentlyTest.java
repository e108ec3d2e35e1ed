package dev.atoll.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrentlyTest {
  @Test
  void fetchesAtTheSameTime() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    try (Concurrently together = new Concurrently()) {
      Concurrently.Pending<Integer> first = together.start(() -> met(both, 1));
      Concurrently.Pending<Integer> second = together.start(() -> met(both, 2));
      assertThat(first.await() + second.await()).isEqualTo(3);
    }
  }

  private static int met(CyclicBarrier barrier, int value) throws InterruptedException {
    try {
      barrier.await(50, TimeUnit.SECONDS);
      return value;
    } catch (java.util.concurrent.BrokenBarrierException
        | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the other one does not run beside it", e);
    }
  }

  @Test
  void throwsWhatTheFetchThrew() {
    try (Concurrently together = new Concurrently()) {
      Concurrently.Pending<Integer> refused =
          together.start(() -> {
            throw new RefusedException(Reason.SourceNotFound, "gone");
          });
      Concurrently.Pending<Integer> broken =
          together.start(() -> {
            throw new IOException("the disk is full");
          });
      assertThatThrownBy(refused::await).isInstanceOf(RefusedException.class).hasMessage("gone");
      assertThatThrownBy(broken::await).isInstanceOf(IOException.class);
    }
  }

  @Test
  void endsWhatIsUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Concurrently together = new Concurrently()) {
      Concurrently.Pending<Integer> slow =
          together.start(() -> {
            begun.countDown();
            try {
              new CountDownLatch(1).await();
              return 0;
            } finally {
              interrupted.countDown();
            }
          });
      begun.await();
      assertThat(slow.future()).isNotDone();
    }
    assertThat(interrupted.getCount()).isZero();
  }
}
