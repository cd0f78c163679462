package dev.slotwright.control;

import dev.slotwright.cluster.PodSet;
import java.util.Set;

/** The StatefulSet of one cluster, its pods and its claims. Methods block. */
public interface Workload extends AutoCloseable {
  /**
   * @throws UnreachableException when the API server does not answer
   * @throws RefusedException when the StatefulSet does not exist or may not be read, with what to
   *     do
   */
  PodSet observe();

  /** Sets {@code spec.replicas}, never below what it is. */
  void grow(int replicas);

  /**
   * Sets {@code spec.replicas} to a smaller number, if the StatefulSet still is at this version.
   *
   * @throws RefusedException when it is not
   */
  void shrink(int replicas, String resourceVersion);

  /** Removes claims of ordinals at or above {@code spec.replicas} whose pods are gone. */
  void deleteClaims(Set<Integer> ordinals);

  /** Makes an event on the StatefulSet, for {@code kubectl describe}; failure is only logged. */
  void note(boolean warning, String reason, String message);

  @Override
  void close();
}
