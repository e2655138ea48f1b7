using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Holdfast.Tests;

/// <summary>Collects the full names of the types that signatures and tokens mention; nested ones count as their outermost.</summary>
internal sealed class NameCollector(MetadataReader reader) : ISignatureTypeProvider<int, object?>
{
    public HashSet<string> Found { get; } = [];

    public void Add(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                AddReference((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeDefinition:
                AddDefinition((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                Add(reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodDefinition:
                AddDefinition(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                AddDefinition(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, null);
                Add(method.Method);
                break;
            default:
                break;
        }
    }

    public int GetTypeFromReference(MetadataReader ignored, TypeReferenceHandle handle, byte kind) => AddReference(handle);

    public int GetTypeFromDefinition(MetadataReader ignored, TypeDefinitionHandle handle, byte kind) => AddDefinition(handle);

    public int GetTypeFromSpecification(MetadataReader ignored, object? context, TypeSpecificationHandle handle, byte kind)
    {
        Add(handle);
        return 0;
    }

    public int GetArrayType(int element, ArrayShape shape) => 0;

    public int GetByReferenceType(int element) => 0;

    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

    public int GetGenericInstantiation(int generic, ImmutableArray<int> arguments) => 0;

    public int GetGenericMethodParameter(object? context, int index) => 0;

    public int GetGenericTypeParameter(object? context, int index) => 0;

    public int GetModifiedType(int modifier, int unmodified, bool isRequired) => 0;

    public int GetPinnedType(int element) => 0;

    public int GetPointerType(int element) => 0;

    public int GetPrimitiveType(PrimitiveTypeCode code) => 0;

    public int GetSZArrayType(int element) => 0;

    private int AddReference(TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return AddReference((TypeReferenceHandle)type.ResolutionScope);
        Found.Add($"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}");
        return 0;
    }

    private int AddDefinition(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        while (type.IsNested)
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        Found.Add($"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}");
        return 0;
    }
}
