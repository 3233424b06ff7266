namespace EdgeSeq.Import.Readers.Hdf5;

/// <summary>Texts that belong to an object, such as the names of its layers.</summary>
/// <param name="file">Where it lies.</param>
/// <param name="what">For messages.</param>
/// <param name="type">What it is.</param>
/// <param name="count">How many.</param>
/// <param name="data">The bytes.</param>
internal sealed class Hdf5Attribute(Hdf5File file, string what, Hdf5Type type, int count, ReadOnlyMemory<byte> data)
{
    /// <summary>The only text.</summary>
    /// <exception cref="ModelFormatException">There are more, or no texts.</exception>
    public string Text => Texts is [var one] ? one : throw new ModelFormatException($"{what} is no single text.");

    /// <summary>All texts.</summary>
    /// <exception cref="ModelFormatException">There are no texts.</exception>
    public IReadOnlyList<string> Texts
    {
        get
        {
            if (count == 0)
            {
                return [];   // of no type that means anything
            }

            if (type.Text is not { } kind)
            {
                throw new ModelFormatException($"{what} is no text.");
            }

            // Whatever the header says, there are no more texts than bytes.
            var cursor = new ByteCursor(data.Span, what);
            List<string> texts = [];
            for (int i = 0; i < count; i++)
            {
                var item = new ByteCursor(cursor.Take(type.Size), what);
                if (kind == Hdf5Type.TextKind.Here)
                {
                    texts.Add(Hdf5Text.Of(item.Take(type.Size)));
                    continue;
                }

                uint length = item.UInt32();
                ReadOnlySpan<byte> text = file.FromHeap(item.UInt64(), item.UInt32(), what);
                file.CountContent(text.Length, what);
                texts.Add(Hdf5Text.Of(text[..(int)Math.Min(length, (uint)text.Length)]));
            }

            return texts;
        }
    }
}
