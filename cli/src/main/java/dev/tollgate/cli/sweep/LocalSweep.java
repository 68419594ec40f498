package dev.tollgate.cli.sweep;

import dev.tollgate.cli.experiment.PlannedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs on the threads of this Java machine. */
public final class LocalSweep implements SweepExecutor {

  private final int jobs;
  private volatile boolean stopped;

  /**
   * An executor.
   *
   * @param jobs how many runs at once, at least 1
   */
  public LocalSweep(int jobs) {
    this.jobs = jobs;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void execute(List<PlannedRun> runs, Runner runner, SweepListener listener) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> broken = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int job = 1; job <= Math.min(jobs, runs.size()); job++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work(runs, next, runner, listener);
                } catch (RuntimeException e) {
                  // Not a run but the listener: results can no longer be kept.
                  stop();
                  broken.compareAndSet(null, e);
                }
              },
              "run-" + job);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    threads.forEach(LocalSweep::await);
    RuntimeException problem = broken.get();
    if (problem != null) {
      throw problem;
    }
  }

  private void work(
      List<PlannedRun> runs, AtomicInteger next, Runner runner, SweepListener listener) {
    for (int index = next.getAndIncrement();
        index < runs.size() && !stopped;
        index = next.getAndIncrement()) {
      PlannedRun run = runs.get(index);
      listener.started(run);
      listener.ended(run, OneRun.run(run, runner, listener));
    }
  }

  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
