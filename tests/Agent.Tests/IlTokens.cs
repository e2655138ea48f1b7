using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Holdfast.Tests;

/// <summary>The metadata tokens in a method body.</summary>
internal static class IlTokens
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes)
        .GetFields()
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value & 0xFFFF);

    public static IEnumerable<EntityHandle> Read(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            int code = il[at++];
            if (code == 0xFE)
                code = 0xFE00 | il[at++];
            OpCode op = OpCodes[code];
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineField or OperandType.InlineTok)
                yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(il, at));
            at += OperandLength(op, il, at);
        }
    }

    /// <summary>The static fields of arrays that a foreach begins with: stored for the loop, and then an index of 0.</summary>
    public static IEnumerable<EntityHandle> LoopedStaticFields(byte[] il)
    {
        (EntityHandle loaded, EntityHandle stored) = (default, default);
        for (int at = 0; at < il.Length;)
        {
            int code = il[at++];
            if (code == 0xFE)
                code = 0xFE00 | il[at++];
            OpCode op = OpCodes[code];
            if (op == System.Reflection.Emit.OpCodes.Ldc_I4_0 && !stored.IsNil)
                yield return stored;
            bool isStore = op.Name!.StartsWith("stloc", StringComparison.Ordinal) || op == System.Reflection.Emit.OpCodes.Stfld;
            if (isStore || op != System.Reflection.Emit.OpCodes.Ldarg_0)
                stored = isStore ? loaded : default;
            loaded = op == System.Reflection.Emit.OpCodes.Ldsfld ? MetadataTokens.EntityHandle(BitConverter.ToInt32(il, at)) : default;
            at += OperandLength(op, il, at);
        }
    }

    /// <summary>The static fields of arrays that an element is taken of at once: loaded, then an index by loads and arithmetic alone.</summary>
    public static IEnumerable<EntityHandle> IndexedStaticFields(byte[] il)
    {
        EntityHandle loaded = default;
        for (int at = 0; at < il.Length;)
        {
            int code = il[at++];
            if (code == 0xFE)
                code = 0xFE00 | il[at++];
            OpCode op = OpCodes[code];
            if (op.Name!.StartsWith("ldelem", StringComparison.Ordinal) && !loaded.IsNil)
                yield return loaded;
            if (op == System.Reflection.Emit.OpCodes.Ldsfld)
                loaded = MetadataTokens.EntityHandle(BitConverter.ToInt32(il, at));
            else if (!IsPartOfIndex(op))
                loaded = default;
            at += OperandLength(op, il, at);
        }
    }

    private static bool IsPartOfIndex(OpCode op) =>
        op.FlowControl == FlowControl.Next && op.Name is { } name && !name.StartsWith("ldelem", StringComparison.Ordinal)
        && !name.StartsWith("st", StringComparison.Ordinal) && name is not ("ldlen" or "pop");

    private static int OperandLength(OpCode op, byte[] il, int at) => op.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
