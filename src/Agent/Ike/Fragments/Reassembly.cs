using System.Diagnostics.CodeAnalysis;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Fragments;

/// <summary>The first payload type and the chain of a message that was put together.</summary>
public sealed record WholeMessage(PayloadType FirstInner, byte[] Plaintext);

/// <summary>
/// Puts together the fragments of one message in one direction of an IKE SA (RFC 7383 section 2.6). It keeps only what was
/// authenticated, of one message at a time, and not for ever.
/// </summary>
public sealed class Reassembly
{
    public const int MaximumFragments = 64;
    public const int MaximumBytes = 65_536;

    /// <summary>After this time the fragments of a message that stayed incomplete are dropped.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private byte[]?[] _parts = [];
    private uint _messageId;
    private PayloadType _firstInner;
    private Instant _expiry;
    private int _held;
    private int _bytes;

    /// <summary>Bytes that are kept now.</summary>
    public int Bytes => _bytes;

    /// <summary>
    /// Whether a fragment adds anything, as far as can be told before it is opened: not one that is here already, not one of
    /// a division into fewer fragments than the one under way.
    /// </summary>
    public bool Wants(uint messageId, EncryptedFragmentPayload fragment, Instant now)
    {
        if (fragment.FragmentNumber == 0 || fragment.FragmentNumber > fragment.TotalFragments
            || fragment.TotalFragments > MaximumFragments)
            return false;
        bool isOther = _held == 0 || messageId != _messageId || now >= _expiry;
        return isOther
            || fragment.TotalFragments > _parts.Length
            || (fragment.TotalFragments == _parts.Length && _parts[fragment.FragmentNumber - 1] is null);
    }

    /// <summary>
    /// Keeps an authenticated fragment that was wanted; true when it was the last one missing. A larger total, or another
    /// message, replaces what was collected.
    /// </summary>
    public bool TryAdd(
        uint messageId, EncryptedFragmentPayload fragment, byte[] content, Instant now, [NotNullWhen(true)] out WholeMessage? whole)
    {
        whole = null;
        if (_held == 0 || messageId != _messageId || fragment.TotalFragments != _parts.Length || now >= _expiry)
            Begin(messageId, fragment.TotalFragments, now);
        if (_bytes + content.Length > MaximumBytes)
        {
            Clear();
            return false;
        }

        _parts[fragment.FragmentNumber - 1] = content;
        _held++;
        _bytes += content.Length;
        if (fragment.FragmentNumber == 1)
            _firstInner = fragment.FirstInner;
        if (_held < _parts.Length)
            return false;
        whole = new WholeMessage(_firstInner, Join());
        Clear();
        return true;
    }

    /// <summary>Drops what was collected: the message came whole, or nobody waits for it.</summary>
    public void Clear() => (_parts, _held, _bytes) = ([], 0, 0);

    private void Begin(uint messageId, int total, Instant now)
    {
        Clear();
        (_parts, _messageId, _expiry) = (new byte[]?[total], messageId, now + Timeout);
    }

    private byte[] Join()
    {
        byte[] joined = new byte[_bytes];
        int position = 0;
        foreach (byte[]? part in _parts)
        {
            part!.CopyTo(joined, position);
            position += part.Length;
        }

        return joined;
    }
}
