using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Ike.Resumption;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// The ticket of a connection (RFC 5723), for one use: in locked memory, and in the run-time directory for the next process. It is out
/// of both before it is used, so that a crash in between costs a login and no ticket is shown twice.
/// </summary>
/// <param name="folder">Null: no file is kept.</param>
/// <param name="binding">What a ticket belongs to, now.</param>
/// <param name="credential">Of the sessions to come: with another one there is another binding, and the ticket goes.</param>
/// <param name="wallSeconds">Since 1970; 0 while the clock is not set.</param>
public sealed class TicketStore(string? folder, string connection, Func<byte[]> binding, Func<object> credential, Func<long> wallSeconds, Log log) : IDisposable
{
    private const string Prefix = "ticket-";
    private const int OwnerOnly = 0x180; // 0600

    private readonly string? _path = folder is null ? null : Path.Combine(folder, Prefix + connection);
    private readonly string _bootId = BootId.Read();
    private byte[] _binding = binding();
    private object _credential = credential();
    private ResumptionTicket? _ticket;
    private string _gateway = "";
    private bool _isLookedAt;
    private bool _isUseless;
    private bool _isTold;

    /// <summary>What was left by connections that there are no more.</summary>
    public static void RemoveOthers(string folder, IReadOnlyList<string> connections, Log log)
    {
        try
        {
            foreach (string path in Directory.GetFiles(folder, Prefix + "*"))
            {
                if (!connections.Contains(Path.GetFileName(path)[Prefix.Length..]))
                    FileGuard.Remove(path);
            }
        }
        catch (Exception failure) when (failure is LinuxException or IOException or UnauthorizedAccessException)
        {
            log.Debug($"tickets of connections that are gone stay: {failure.Message}");
        }
    }

    /// <summary>In place of the one before, if any; the store's from here on.</summary>
    /// <param name="gateway">The configuration's gateway that gave it.</param>
    public void Keep(ResumptionTicket ticket, string gateway, Instant now)
    {
        Rebind();
        Clear();
        if (_isUseless)
        {
            ticket.Dispose();
            return;
        }

        (_ticket, _gateway, _isLookedAt) = (ticket, gateway, true);
        using SecretBytes? content = TicketFile.Encode(ticket, _binding, gateway, Time(now));
        if (_path is null || content is null)
            return;
        try
        {
            FileGuard.WriteAtomically(_path, content.Span, OwnerOnly);
            _isTold = false;
        }
        catch (LinuxException failure)
        {
            Tell($"a restart will take a full login: the ticket can't be kept ({failure.Message})");
            TryRemove(); // an older one must not stay
        }
    }

    /// <summary>The ticket for a gateway, to be used now; null: there is none. The caller's, and gone from here.</summary>
    public ResumptionTicket? Take(string gateway, Instant now)
    {
        Rebind();
        Look(now);
        if (_ticket is null || _gateway != gateway)
            return null;
        ResumptionTicket ticket = _ticket;
        _ticket = null;
        if (TryRemove() && now < ticket.ExpiresAt)
            return ticket;
        ticket.Dispose();
        return null;
    }

    /// <summary>As <see cref="Drop()"/>, where this is the ticket that is kept.</summary>
    public void Drop(ResumptionTicket ticket)
    {
        if (ReferenceEquals(ticket, _ticket))
            Drop();
    }

    /// <summary>It must not be used any more.</summary>
    public void Drop()
    {
        Clear();
        _isLookedAt = TryRemove();
    }

    /// <summary>The gateway's tickets lead nowhere; none is kept from here on.</summary>
    public void GiveUp()
    {
        _isUseless = true;
        Drop();
    }

    /// <summary>What is in memory goes; the file is for the next process.</summary>
    public void Dispose() => Clear();

    private void Rebind()
    {
        if (ReferenceEquals(_credential, credential()))
            return;
        Drop();
        (_binding, _credential) = (binding(), credential());
    }

    /// <summary>What a process before this one left.</summary>
    private void Look(Instant now)
    {
        if (_isLookedAt || _path is null)
            return;
        _isLookedAt = true;
        if (!FileIsThere() || TryRead(now))
            return;
        log.Debug($"{_path} is not of this configuration and credential, or can't be read: it is removed");
        TryRemove();
    }

    private bool FileIsThere() => TicketBinding.StateOf(_path!).Exists;

    private bool TryRead(Instant now)
    {
        bool isRead = OwnerFile.TryReadSecret(_path!, TicketFile.MostBytes, content =>
            TicketFile.TryDecode(content, _binding, Time(now), out _ticket, out _gateway) ? null : "no ticket", out _);
        return isRead && _ticket is not null;
    }

    private TicketTime Time(Instant now) => new(_bootId, now, wallSeconds());

    private void Clear()
    {
        _ticket?.Dispose();
        _ticket = null;
    }

    private bool TryRemove()
    {
        if (_path is null)
            return true;
        try
        {
            DurableChange.RemoveFile(_path);
            return true;
        }
        catch (LinuxException failure)
        {
            Tell($"no session is resumed: a ticket that is used has to be removed first ({failure.Message})");
            return false;
        }
    }

    private void Tell(string problem)
    {
        if (!_isTold)
            log.Warning(problem);
        _isTold = true;
    }
}
