using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Holdfast.Crypto.Native;

/// <summary>Return codes and the error queue of libcrypto.</summary>
internal static class OpenSsl
{
    /// <summary>Throws unless the call returned a positive number; the message names the call.</summary>
    internal static void Check(int result, [CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result <= 0)
            Throw(call);
    }

    /// <summary>Throws if the call returned null, and passes its result on otherwise.</summary>
    internal static nint Check(nint result, [CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result == 0)
            Throw(call);
        return result;
    }

    /// <summary>Forgets what a call that was expected to fail has left in this thread's error queue.</summary>
    internal static void ClearErrors() => LibCrypto.ERR_clear_error();

    /// <summary>The texts of this thread's error queue, which is empty then.</summary>
    internal static List<string> TakeErrors()
    {
        var errors = new List<string>();
        while (LibCrypto.ERR_get_error() is not 0 and var error)
            errors.Add(Text(error));
        return errors;
    }

    [DoesNotReturn]
    private static void Throw(string call)
    {
        int start = call.IndexOf('.', StringComparison.Ordinal) + 1;
        int end = call.IndexOf('(', StringComparison.Ordinal);
        string name = end > start ? call[start..end] : call;
        string reason = FirstError();
        ClearErrors();
        throw new CryptoException($"{name} failed: {reason}");
    }

    private static string FirstError()
    {
        ulong error = LibCrypto.ERR_peek_error();
        return error == 0 ? "no reason given" : Text(error);
    }

    private static string Text(ulong error)
    {
        Span<byte> text = stackalloc byte[256];
        text.Clear();
        LibCrypto.ERR_error_string_n(error, text, (nuint)text.Length);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}
