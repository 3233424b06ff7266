using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers;

/// <summary>Reads one format. To add one, write this and name it in <see cref="ModelReaders"/>.</summary>
internal interface IModelReader
{
    /// <summary>What users call the format: <c>RTNeural JSON</c>.</summary>
    string Format { get; }

    /// <summary>Whether a file is of the format, by its content; a damaged one is, as far as it can be told.</summary>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    bool Recognizes(ForeignFile file);

    /// <summary>Reads a file of the format.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or holds what EdgeSeq does not compute; the place is named.</exception>
    ForeignModel Read(ForeignFile file, ImportOptions options);
}
