using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>What the gateway has to prove itself with.</summary>
public abstract record GatewayProof;

/// <summary>The secret that both ends have; it belongs to the <see cref="SharedKey"/>.</summary>
public sealed record SharedKeyProof(SecretBytes Secret) : GatewayProof;

/// <summary>A certificate that the session's owner finds good (<see cref="Actions.CheckGateway"/>), and a signature by its key.</summary>
/// <param name="WantsStatus">An OCSP response is asked for.</param>
public sealed record CertificateProof(bool WantsStatus) : GatewayProof;
