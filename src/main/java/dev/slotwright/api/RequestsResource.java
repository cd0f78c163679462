package dev.slotwright.api;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Steering;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What operators may ask for. Each request leaves an audit event that names them. */
@Path("/api/v1/clusters/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(TokenAuthentication.OPERATOR)
@Tag(name = "requests")
public class RequestsResource {
  private final ControlRoom room;
  private final SecurityIdentity caller;

  RequestsResource(ControlRoom room, SecurityIdentity caller) {
    this.room = room;
    this.caller = caller;
  }

  @POST
  @Path("/pause")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @Operation(summary = "Holds back growth, shrinking or everything until it is resumed")
  public Accepted pause(@PathParam("name") String name, PauseRequest request) {
    if (request == null || request.pause().equals(Pause.NONE)) {
      throw Refusal.invalid(
          "it was not said what to pause",
          "send {\"all\": true}, {\"scaleOut\": true} or {\"scaleIn\": true}; resume takes it back");
    }
    status(name);
    return accepted("pause", name, room.pause(name, request.pause(), by()));
  }

  @POST
  @Path("/resume")
  @ResponseStatus(202)
  @Operation(summary = "Takes back every pause that was asked for here")
  public Accepted resume(@PathParam("name") String name) {
    status(name);
    return accepted("resume", name, room.resume(name, by()));
  }

  @POST
  @Path("/approve")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @Operation(summary = "Lets the plan with this hash be carried out, if it still is the plan then")
  public Accepted approve(@PathParam("name") String name, ApproveRequest request) {
    String planHash =
        Optional.ofNullable(request)
            .map(ApproveRequest::planHash)
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    Refusal.invalid("it was not said which plan", "send {\"planHash\": \"...\"}"));
    awaited(status(name), planHash);
    return accepted("approve", name, room.approve(name, planHash, by()));
  }

  @POST
  @Path("/move/pace")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @Operation(
      summary = "Pauses, resumes, slows down, speeds up or aborts the moves of the operation",
      description =
          "abort gives the operation up, with no slot left open, and pauses the cluster: resume"
              + " lets it be judged anew")
  public Accepted pace(@PathParam("name") String name, PaceRequest request) {
    Steering.Wish wish =
        Optional.ofNullable(request)
            .flatMap(PaceRequest::wish)
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "it was not said which pace",
                        "send {\"pace\": \"pause\"}, or resume, slower, faster, abort"));
    ClusterStatus status = status(name);
    if (!status.leading()) {
      throw Refusal.notLeading(name);
    }
    Steering.refusal(status.state().orElse(ClusterState.NEW), wish)
        .ifPresent(
            refused -> {
              throw Refusal.conflict(refused.why(), refused.help());
            });
    return accepted("move-" + wish.word(), name, room.steer(name, wish, by()));
  }

  private static void awaited(ClusterStatus status, String planHash) {
    String name = status.cluster().name();
    if (!status.leading()) {
      throw Refusal.notLeading(name);
    }
    if (status.state().flatMap(state -> state.operation()).isPresent()) {
      throw Refusal.conflict(
          "an operation is in flight", "approve what is planned when it has ended");
    }
    Optional<Mode> mode = status.policy().map(Policy::mode).filter(m -> m != Mode.APPROVE);
    if (mode.isPresent()) {
      throw Refusal.conflict(
          "nothing waits for approval: the policy's mode is " + Words.of(mode.get()),
          "mode Approve in the policy file makes plans wait for it");
    }
    String current =
        status
            .verdict()
            .flatMap(Verdict::planHash)
            .orElseThrow(
                () ->
                    Refusal.conflict(
                        "there is no plan to approve", "see the cluster's verdict for why"));
    if (!current.equals(planHash)) {
      throw Refusal.conflict(
          "plan " + planHash + " is not the plan any more; it is " + current,
          "look at the cluster's verdict, then approve " + current);
    }
  }

  private ClusterStatus status(String name) {
    return room.cluster(name).orElseThrow(() -> Refusal.unknownCluster(name));
  }

  private Accepted accepted(String action, String name, boolean taken) {
    if (!taken) {
      throw Refusal.notLeading(name);
    }
    return new Accepted(action, name, by());
  }

  private String by() {
    return caller.getPrincipal().getName();
  }
}
