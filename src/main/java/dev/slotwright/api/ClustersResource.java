package dev.slotwright.api;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.control.ControlRoom;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is known of the clusters. */
@Path("/api/v1/clusters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "clusters")
public class ClustersResource {
  private final ControlRoom room;

  ClustersResource(ControlRoom room) {
    this.room = room;
  }

  @GET
  @Operation(summary = "Every cluster that a policy names, in a few words")
  public List<ClusterSummary> clusters() {
    return room.clusters().stream().map(ClusterSummary::of).toList();
  }

  @GET
  @Path("/{name}")
  @Operation(summary = "Topology, load, policy, last verdict with its reasons, operation in flight")
  public ClusterDetail cluster(@PathParam("name") String name) {
    return ClusterDetail.of(status(name));
  }

  @GET
  @Path("/{name}/slots")
  @Operation(summary = "Who owns which of the 16384 slots, and which are on their way")
  public SlotMap slots(@PathParam("name") String name) {
    return SlotMap.of(status(name));
  }

  private ClusterStatus status(String name) {
    return room.cluster(name).orElseThrow(() -> Refusal.unknownCluster(name));
  }
}
