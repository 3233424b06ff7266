using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace EdgeSeq.Hosting;

/// <summary>Values of a section by name. It remembers which were asked for, so that those that nobody reads are refused; without reflection, which NativeAOT lacks.</summary>
internal sealed class SectionValues
{
    private readonly IConfiguration _section;
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public SectionValues(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        _section = section;
    }

    /// <summary>Whether there is a key, empty or not.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _section.GetChildren().Any(child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A text; null if there is none.</summary>
    public string? Text(string key) => Has(key) && _section[key] is { Length: > 0 } text ? text : null;

    /// <summary>A number, truth value or time; the default if there is none.</summary>
    public T Get<T>(string key, T none)
        where T : struct, IParsable<T> => GetOrNull<T>(key) ?? none;

    /// <summary>As <see cref="Get"/>, without a default.</summary>
    public T Required<T>(string key)
        where T : struct, IParsable<T> => GetOrNull<T>(key) ?? throw new FormatException($"{PathOf(key)} is missing.");

    /// <summary>As <see cref="Get"/>; null if there is none, or nothing stands there.</summary>
    public T? GetOrNull<T>(string key)
        where T : struct, IParsable<T> => Text(key) is not { } text ? null
        : T.TryParse(text, CultureInfo.InvariantCulture, out T value) ? value
        : throw new FormatException($"{PathOf(key)} is '{text}'; expected {KindOf<T>()}.");

    /// <summary>A section; null if there is none.</summary>
    public IConfigurationSection? Section(string key) => Has(key) ? _section.GetSection(key) : null;

    /// <summary>What a name stands for: the value of a key, or of <c>Name</c> in the section there, whose other keys are its properties.</summary>
    public T? Named<T>(string key, Func<string, SectionValues, T?> create)
        where T : class
    {
        if (Section(key) is not { } section)
        {
            return null;
        }

        var values = new SectionValues(section);
        string name = section.Value ?? values.Text("Name") ?? throw new FormatException($"{PathOf(key)} says no Name.");
        T? created = create(name, values);
        values.RequireNoOthers();
        return created;
    }

    /// <summary>Refuses keys that nobody asked for: a name that is misspelled would be obeyed by nobody.</summary>
    /// <exception cref="FormatException">There is one.</exception>
    public void RequireNoOthers()
    {
        if (_section.GetChildren().FirstOrDefault(child => !_asked.Contains(child.Key)) is { } other)
        {
            throw new FormatException($"{other.Path} is not known; there are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>An exception for a name that stands for nothing.</summary>
    public FormatException Unknown(string name, params string[] known) =>
        new($"{(_section as IConfigurationSection)?.Path} is '{name}'; expected {string.Join(", ", known)}.");

    private string PathOf(string key) => _section is IConfigurationSection { Path: var path } ? $"{path}:{key}" : key;

    private static string KindOf<T>() => typeof(T) == typeof(bool) ? "true or false" : typeof(T) == typeof(TimeSpan) ? "a time such as 00:00:05"
        : typeof(T) == typeof(float) ? "a number" : "a whole number that fits";
}
