using System.Reflection;

namespace EdgeSeq.Tests.Safety;

/// <summary>The public functions of the library that take two runs of memory or more and may write one of them.</summary>
internal static class SpanFunctions
{
    private static readonly Type[] s_written = [typeof(Span<>), typeof(Memory<>)], s_read = [typeof(ReadOnlySpan<>), typeof(ReadOnlyMemory<>)];

    /// <summary>Each as <c>Type.Function(the runs by name)</c>.</summary>
    public static string[] All { get; } =
    [
        .. typeof(Session<>).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>()
            .Where(function => function.GetParameters().Count(IsRun) > 1 && function.GetParameters().Any(IsWritten))
            .Select(Name).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string Name(MethodBase function) =>
        $"{function.DeclaringType!.Name.Split('`')[0]}.{function.Name}({string.Join(", ", function.GetParameters().Where(IsRun).Select(p => p.Name))})";

    private static bool IsRun(System.Reflection.ParameterInfo parameter) =>
        IsWritten(parameter) || IsOf(parameter, s_read) || TypeOf(parameter) == typeof(SequenceInput) || TypeOf(parameter) == typeof(SequenceTarget);

    private static bool IsWritten(System.Reflection.ParameterInfo parameter) => IsOf(parameter, s_written) || TypeOf(parameter).IsArray;

    private static bool IsOf(System.Reflection.ParameterInfo parameter, Type[] kinds) =>
        TypeOf(parameter) is { IsGenericType: true } type && kinds.Contains(type.GetGenericTypeDefinition());

    private static Type TypeOf(System.Reflection.ParameterInfo parameter) =>
        parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
}
