using System.Buffers.Binary;
using System.Text;

namespace EdgeSeq.Import.Readers.PyTorch;

/// <summary>
/// A pickle (Python's pickletools, protocols 2 to 5) as plain values. Of its instructions those are read that name values and put them together; what a call
/// or class would make is kept by name, and nothing is executed. Any other instruction is refused.
/// </summary>
internal ref struct PickleReader
{
    // Each value costs more than the byte that asks for it.
    private const int MaxValues = 1 << 18;

    private readonly Stack<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private ByteCursor _bytes;
    private int _left = MaxValues;

    private PickleReader(ReadOnlySpan<byte> pickle) => _bytes = new(pickle, "The pickle");

    // Divides the stack.
    private static object Mark { get; } = new();

    /// <summary>The only value of a pickle.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has an instruction that is not read.</exception>
    public static object? Read(ReadOnlySpan<byte> pickle)
    {
        var reader = new PickleReader(pickle);
        while (true)
        {
            long place = reader._bytes.Place;
            byte code = reader._bytes.UInt8();
            if (code == (byte)'.')
            {
                return reader.Pop();
            }

            reader.Do(code, place);
            if (reader._left-- == 0)
            {
                throw new ModelFormatException($"The pickle has more than {MaxValues} instructions.");
            }
        }
    }

    private void Do(byte code, long place)
    {
        switch (code)
        {
            case 0x80:                                    // PROTO
                _bytes.Skip(1);
                break;
            case 0x95:                                    // FRAME
                _bytes.Skip(8);
                break;
            case (byte)'(':
                _stack.Push(Mark);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'N':
                _stack.Push(null);
                break;
            case 0x88 or 0x89:
                _stack.Push(code == 0x88);
                break;
            case (byte)'J':
                _stack.Push((long)_bytes.Int32());
                break;
            case (byte)'K':
                _stack.Push((long)_bytes.UInt8());
                break;
            case (byte)'M':
                _stack.Push((long)_bytes.UInt16());
                break;
            case 0x8A:                                    // LONG1
                _stack.Push(Long(_bytes.Take(_bytes.UInt8()), place));
                break;
            case (byte)'G':
                _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(_bytes.Take(8)));
                break;
            case 0x8C or (byte)'U' or (byte)'C':          // short texts and bytes
                _stack.Push(Text(_bytes.UInt8()));
                break;
            case (byte)'X' or (byte)'T' or (byte)'B':
                _stack.Push(Text(_bytes.UInt32()));
                break;
            case 0x8D or 0x8E:
                _stack.Push(Text((long)Math.Min(_bytes.UInt64(), int.MaxValue)));
                break;
            case (byte)'c':
                _stack.Push(new PickleGlobal($"{Line()}.{Line()}"));
                break;
            case 0x93:                                    // STACK_GLOBAL
                string name = Pop() as string ?? throw Wrong(place, "a name");
                _stack.Push(new PickleGlobal($"{Pop() as string ?? throw Wrong(place, "a name")}.{name}"));
                break;
            case (byte)')':
                _stack.Push(Array.Empty<object?>());
                break;
            case >= 0x85 and <= 0x87:                     // TUPLE1 to TUPLE3
                var tuple = new object?[code - 0x84];
                for (int i = tuple.Length - 1; i >= 0; i--)
                {
                    tuple[i] = Pop();
                }

                _stack.Push(tuple);
                break;
            case (byte)'t':
                _stack.Push(ToMark(place).ToArray());
                break;
            case (byte)']':
                _stack.Push(new List<object?>());
                break;
            case (byte)'l':
                _stack.Push(ToMark(place));
                break;
            case (byte)'a':
                object? item = Pop();
                (Top() as List<object?>)?.Add(item);
                break;
            case (byte)'e':
                List<object?> items = ToMark(place);
                (Top() as List<object?>)?.AddRange(items);
                break;
            case (byte)'}':
                _stack.Push(new PickleDictionary());
                break;
            case (byte)'d':
                List<object?> pairs = ToMark(place);
                var made = new PickleDictionary();
                Set(made, pairs, place);
                _stack.Push(made);
                break;
            case (byte)'s':
                object? value = Pop(), key = Pop();
                Set(Top(), [key, value], place);
                break;
            case (byte)'u':
                List<object?> members = ToMark(place);
                Set(Top(), members, place);
                break;
            case (byte)'q':
                _memo[_bytes.UInt8()] = Top();
                break;
            case (byte)'r':
                _memo[_bytes.UInt32()] = Top();
                break;
            case 0x94:                                    // MEMOIZE
                _memo[(uint)_memo.Count] = Top();
                break;
            case (byte)'h':
                _stack.Push(Remembered(_bytes.UInt8(), place));
                break;
            case (byte)'j':
                _stack.Push(Remembered(_bytes.UInt32(), place));
                break;
            case (byte)'Q':                               // BINPERSID
                _stack.Push(new PickleOutside(Pop() as object?[] ?? throw Wrong(place, "a tuple")));
                break;
            case (byte)'R':
                object?[] arguments = Pop() as object?[] ?? throw Wrong(place, "arguments");
                PickleGlobal function = Pop() as PickleGlobal ?? throw Wrong(place, "a function");
                _stack.Push(function.Name == "collections.OrderedDict" && arguments.Length == 0 ? new PickleDictionary() : new PickleCall(function, arguments));
                break;
            case 0x81:                                    // NEWOBJ
                Pop();
                _stack.Push(new PickleInstance(Pop() as PickleGlobal ?? throw Wrong(place, "a class")));
                break;
            case (byte)'b':
                object? state = Pop();
                if (Top() is PickleInstance instance)
                {
                    instance.State = state;               // of others, such as the metadata of a dictionary, nothing is needed
                }

                break;
            default:
                throw new ModelFormatException($"The pickle has the instruction 0x{code:X2} at byte {place}, which no tensor needs and is not read.");
        }
    }

    private readonly object? Top() => _stack.TryPeek(out object? top) ? top : throw new ModelFormatException($"The pickle takes more than it has at byte {_bytes.Place}.");

    private readonly object? Pop() => _stack.TryPop(out object? top) ? top : throw new ModelFormatException($"The pickle takes more than it has at byte {_bytes.Place}.");

    private readonly List<object?> ToMark(long place)
    {
        List<object?> items = [];
        while (_stack.TryPop(out object? item))
        {
            if (item == Mark)
            {
                items.Reverse();
                return items;
            }

            items.Add(item);
        }

        throw Wrong(place, "a mark");
    }

    private static void Set(object? target, List<object?> pairs, long place)
    {
        if (pairs.Count % 2 != 0)
        {
            throw Wrong(place, "a value for each key");
        }

        for (int i = 0; i < pairs.Count && target is PickleDictionary dictionary; i += 2)
        {
            dictionary.Items.Add(new(pairs[i], pairs[i + 1]));
        }
    }

    private readonly object? Remembered(uint number, long place) => _memo.TryGetValue(number, out object? value) ? value : throw Wrong(place, "a remembered value");

    private string Text(long length) => Encoding.UTF8.GetString(_bytes.Take(length));

    private string Line()
    {
        int start = _bytes.Read;
        ByteCursor from = _bytes;
        while (_bytes.UInt8() != (byte)'\n')
        {
        }

        return Encoding.UTF8.GetString(from.Take(_bytes.Read - start - 1));
    }

    private static long Long(ReadOnlySpan<byte> bytes, long place)
    {
        long value = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = bytes.Length <= 8 ? (value << 8) | bytes[i] : throw Wrong(place, "a number of 8 bytes");
        }

        return value;
    }

    private static ModelFormatException Wrong(long place, string expected) => new($"The pickle needs {expected} at byte {place}, and has none.");
}
