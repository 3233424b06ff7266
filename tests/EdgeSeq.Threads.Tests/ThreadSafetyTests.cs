using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>The documentation of every public type says in one word what threads may do with it, or its kind says it.</summary>
public sealed class ThreadSafetyTests
{
    private static readonly string[] Words = ["Thread-safe.", "Thread-safe to read.", "Immutable: thread-safe.", "One thread at a time."];

    private static readonly Assembly Library = typeof(Model<>).Assembly;

    private static readonly Dictionary<string, string> Texts = XDocument.Load(Path.ChangeExtension(Library.Location, ".xml")).Descendants("member")
        .Where(member => member.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal))
        .ToDictionary(
            member => member.Attribute("name")!.Value[2..],
            member => string.Join(' ', string.Join(' ', member.Elements("remarks").Select(remarks => remarks.Value)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Every_public_type_says_one_of_the_words_once()
    {
        string[] silent = [.. Library.GetExportedTypes().Where(type => !SaysItByItsKind(type) && !Says(type)).Select(type => type.FullName!).Order()];
        Assert.True(silent.Length == 0, $"The remarks of these say nothing about threads; end them with one of \"{string.Join("\", \"", Words)}\": {string.Join(", ", silent)}");

        string[] torn = [.. Library.GetExportedTypes().Where(type => WordsOf(type) > 1).Select(type => type.FullName!)];
        Assert.True(torn.Length == 0, $"These say more than one: {string.Join(", ", torn)}");
    }

    [Fact]
    public void What_a_kind_says_is_true()
    {
        // Records and read-only structs are values: nothing of them changes after construction.
        Assert.All(Library.GetExportedTypes().Where(IsValue), type => Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            property => Assert.True(property.SetMethod is not { } set || IsInitOnly(set), $"{type.FullName}.{property.Name} can be set.")));

        // Static classes are functions: they keep nothing between calls.
        Assert.All(Library.GetExportedTypes().Where(IsStatic), type => Assert.All(
            type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly),
            field => Assert.True(field.IsInitOnly || field.IsLiteral, $"{type.FullName}.{field.Name} can be written.")));
    }

    [Fact]
    public void What_is_looked_for_is_found()
    {
        Assert.True(Says(typeof(Model<>)) && Says(typeof(Session<>)) && Says(typeof(CheckpointStore<>)) && Says(typeof(ILanguageModel)));
        Assert.True(SaysItByItsKind(typeof(TrainerOptions)) && SaysItByItsKind(typeof(SessionSteps)) && SaysItByItsKind(typeof(Cell)) && SaysItByItsKind(typeof(SequenceInput)));
        Assert.False(SaysItByItsKind(typeof(Trainer<>)) || SaysItByItsKind(typeof(SampledTokens<>)) || Says(typeof(TrainerOptions)));
    }

    private static bool SaysItByItsKind(Type type) =>
        type.IsEnum || typeof(Attribute).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type)
        || type.IsByRefLike   // on the stack of one thread
        || IsValue(type) || IsStatic(type);

    private static bool IsValue(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && !type.IsByRefLike && type.IsDefined(typeof(IsReadOnlyAttribute)));

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static bool IsInitOnly(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    /// <summary>A type says it itself, or extends one that does.</summary>
    private static bool Says(Type type) =>
        WordsOf(type) == 1
        || (type.BaseType is { } super && super.Assembly == Library && Says(super))
        || (type.IsInterface && type.GetInterfaces().Any(wider => wider.Assembly == Library && Says(wider)));

    private static int WordsOf(Type type) => Texts.TryGetValue(type.FullName!, out string? text) ? Words.Sum(word => Count(text, word)) : 0;

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
