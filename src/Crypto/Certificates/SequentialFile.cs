using Microsoft.Win32.SafeHandles;

namespace Holdfast.Crypto;

/// <summary>A file to be read from front to back. The run-time's FileStream would bring buffers, tasks and locks along.</summary>
internal sealed class SequentialFile(SafeFileHandle handle) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => RandomAccess.GetLength(handle);

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int length = RandomAccess.Read(handle, buffer, Position);
        Position += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
        base.Dispose(disposing);
    }
}
