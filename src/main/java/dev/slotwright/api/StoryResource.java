package dev.slotwright.api;

import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.DependencyStatus;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What has happened, and whom this process talks to. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "story")
public class StoryResource {
  private static final int MOST_EVENTS = 1_000;

  private final ControlRoom room;
  private final Instance<DependencyStatus> dependencies;

  StoryResource(ControlRoom room, @Any Instance<DependencyStatus> dependencies) {
    this.room = room;
    this.dependencies = dependencies;
  }

  @GET
  @Path("/events")
  @Operation(summary = "The newest events that this instance has told, newest first")
  public List<EventDetail> events(
      @QueryParam("cluster") Optional<String> cluster,
      @QueryParam("limit") @DefaultValue("100") String limit) {
    return room.events(cluster.filter(name -> !name.isBlank()), number(limit)).stream()
        .map(EventDetail::of)
        .toList();
  }

  private static int number(String limit) {
    if (limit.matches("\\d{1,4}")) {
      int number = Integer.parseInt(limit);
      if (number >= 1 && number <= MOST_EVENTS) {
        return number;
      }
    }
    throw Refusal.invalid(
        "limit " + limit + " is outside 1.." + MOST_EVENTS, "the events topic has them all");
  }

  @GET
  @Path("/dependencies")
  @Operation(summary = "Kafka, Kubernetes and other peers: do they serve, and if not, why")
  public List<DependencyDetail> dependencies() {
    return dependencies.stream()
        .flatMap(adapter -> adapter.statuses().stream())
        .map(DependencyDetail::of)
        .toList();
  }
}
