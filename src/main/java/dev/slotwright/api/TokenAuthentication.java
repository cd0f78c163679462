package dev.slotwright.api;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * The static token of a Secret. A token that is another one is left to other mechanisms; when none
 * takes it the caller stays anonymous, which is enough to read.
 */
@ApplicationScoped
class TokenAuthentication implements HttpAuthenticationMechanism {
  static final String OPERATOR = "operator";
  private static final String SCHEME = "Bearer ";

  private final Optional<byte[]> token;

  TokenAuthentication(ApiSettings settings) {
    this.token = settings.secret().map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return given(context).filter(this::matches).isPresent()
        ? Uni.createFrom().item(operator())
        : Uni.createFrom().nullItem();
  }

  private static Optional<String> given(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip());
  }

  /** Takes the same time wherever the first difference is. */
  private boolean matches(String given) {
    return token
        .filter(set -> MessageDigest.isEqual(set, given.getBytes(StandardCharsets.UTF_8)))
        .isPresent();
  }

  private static SecurityIdentity operator() {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(OPERATOR))
        .addRole(OPERATOR)
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
  }
}
