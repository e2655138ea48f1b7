namespace Holdfast.Crypto;

/// <summary>Reads values of the distinguished encoding rules (X.690), one after the other. Only tags of one byte and
/// lengths in their shortest form up to 64 KiB: everything else is refused.</summary>
internal ref struct DerReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    internal readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The content of the next value, if it has this tag.</summary>
    internal bool TryRead(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        return _rest.Length > 0 && _rest[0] == tag && TryReadAny(out _, out content);
    }

    /// <summary>The tag and the content of the next value.</summary>
    internal bool TryReadAny(out byte tag, out ReadOnlySpan<byte> content)
    {
        tag = 0;
        content = default;
        if (_rest.Length < 2 || (_rest[0] & 0x1f) == 0x1f || !TryReadLength(out int start, out int length))
            return false;
        tag = _rest[0];
        content = _rest.Slice(start, length);
        _rest = _rest[(start + length)..];
        return true;
    }

    /// <summary>The next value, which must have this tag and end the data.</summary>
    internal bool TryReadLast(byte tag, out ReadOnlySpan<byte> content) => TryRead(tag, out content) && AtEnd;

    /// <summary>Passes over the next value, if it has this tag.</summary>
    internal bool TrySkip(byte tag) => TryRead(tag, out _);

    /// <summary>The next value with its tag and length, if it has this tag.</summary>
    internal bool TryReadWhole(byte tag, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> before = _rest;
        bool found = TrySkip(tag);
        value = before[..^_rest.Length];
        return found;
    }

    /// <summary>A non-negative INTEGER in its shortest form, without the zero that keeps it positive.</summary>
    internal bool TryReadNumber(out ReadOnlySpan<byte> digits)
    {
        if (!TryRead(Der.Integer, out digits) || digits.IsEmpty || digits[0] >= 0x80)
            return false;
        bool hasPadding = digits[0] == 0 && digits.Length > 1;
        if (hasPadding && digits[1] < 0x80)
            return false;
        if (hasPadding)
            digits = digits[1..];
        return true;
    }

    private readonly bool TryReadLength(out int start, out int length)
    {
        int first = _rest[1];
        int bytes = first < 0x80 ? 0 : first - 0x80;
        start = 2 + bytes;
        length = first;
        if (first == 0x80 || bytes > 2 || _rest.Length < start)
            return false;
        if (bytes > 0)
            length = bytes == 1 ? _rest[2] : (_rest[2] << 8) | _rest[3];
        return (bytes == 0 || length >= (bytes == 1 ? 0x80 : 0x100)) && length <= _rest.Length - start;
    }
}
