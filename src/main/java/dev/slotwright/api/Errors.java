package dev.slotwright.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What went wrong, as JSON. */
class Errors {
  private final ApiSettings settings;

  Errors(ApiSettings settings) {
    this.settings = settings;
  }

  @ServerExceptionMapper
  Response refused(Refusal refusal) {
    return answer(refusal.status(), refusal.body());
  }

  /** Without a token nobody can be let in, so it is no use to ask for one. */
  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e) {
    if (settings.secret().isEmpty()) {
      return answer(
          403,
          new ApiError(
              "changes through the API are switched off: no token is set",
              "set slotwright.api.token, or SLOTWRIGHT_API_TOKEN from a Secret, and restart"));
    }
    return Response.fromResponse(
            answer(
                401,
                new ApiError(
                    "the token is missing or wrong",
                    "send Authorization: Bearer with the value of slotwright.api.token")))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return answer(
        403,
        new ApiError(
            "you are known, but may not do this",
            "the role '" + TokenAuthentication.OPERATOR + "' may"));
  }

  @ServerExceptionMapper({MismatchedInputException.class, JsonProcessingException.class})
  Response unreadable(JsonProcessingException e) {
    return answer(
        400,
        new ApiError(
            "the body is not what is expected here: " + e.getOriginalMessage(),
            "see /q/openapi for the fields"));
  }

  @ServerExceptionMapper
  Response other(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException unreadable) {
      return unreadable(unreadable);
    }
    return Response.fromResponse(
            answer(
                e.getResponse().getStatus(),
                new ApiError(e.getMessage(), "see /q/openapi for what there is")))
        .build();
  }

  private static Response answer(int status, ApiError body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }
}
