package dev.slotwright.api;

/** A request that cannot be met, with what the caller is told. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient ApiError body;

  private Refusal(int status, String error, String hint) {
    super(error);
    this.status = status;
    this.body = new ApiError(error, hint);
  }

  static Refusal invalid(String error, String hint) {
    return new Refusal(400, error, hint);
  }

  static Refusal unknownCluster(String name) {
    return new Refusal(
        404,
        "no policy names a cluster '" + name + "'",
        "GET /api/v1/clusters lists those that are looked after");
  }

  static Refusal notLeading(String name) {
    return new Refusal(
        409,
        "this instance is not in charge of cluster '" + name + "'",
        "ask the instance that holds the cluster's lease; it says leading: true");
  }

  static Refusal conflict(String error, String hint) {
    return new Refusal(409, error, hint);
  }

  int status() {
    return status;
  }

  ApiError body() {
    return body;
  }
}
