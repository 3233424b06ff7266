using System.Text;

namespace EdgeSeq.Import.Readers.Hdf5;

/// <summary>Texts of an HDF5 file.</summary>
internal static class Hdf5Text
{
    /// <summary>Bytes as text, without the zeros that fill a text of fixed length.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.TrimEnd((byte)0));
}
