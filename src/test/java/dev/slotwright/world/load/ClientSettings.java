package dev.slotwright.world.load;

import java.time.Duration;

/**
 * How the load's client keeps up with a changing cluster; all else is Lettuce's default.
 *
 * <p>All adaptive refresh triggers are always on, as the production page of Lettuce recommends.
 * Periodic refresh is on too, because adaptive triggers only see nodes that the client talks to.
 * The sum of it: a view is never older than {@code refreshPeriod}, and until it is renewed
 *
 * <ul>
 *   <li>a redirect to a node that has just joined fails at once where {@code knownNodesOnly};
 *   <li>a node that has left is still asked, which ends in a timeout once it has stopped.
 * </ul>
 *
 * @param refreshPeriod between periodic refreshes
 * @param adaptiveTimeout least time between two adaptive refreshes; Lettuce's default is 30 s
 * @param knownNodesOnly refuse redirects to nodes outside the view, Lettuce's default; its guide
 *     names "redirection while the view is stale" as the case in which to switch this off
 */
public record ClientSettings(
    Duration refreshPeriod, Duration adaptiveTimeout, boolean knownNodesOnly) {

  /** Lettuce's defaults, with a periodic refresh every 10 s instead of none. */
  public static ClientSettings ordinary() {
    return new ClientSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), true);
  }

  /** The same, but redirects to nodes that have just joined are followed. */
  public ClientSettings followingAllRedirects() {
    return new ClientSettings(refreshPeriod, adaptiveTimeout, false);
  }
}
