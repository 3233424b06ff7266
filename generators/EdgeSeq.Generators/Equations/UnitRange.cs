namespace EdgeSeq.Generators.Equations;

/// <summary>
/// Which values of a cell stay within -1 and 1, whatever it reads: such a value becomes a byte by a fixed scale. By interval arithmetic over the
/// pointwise rows, with one rule more, since most gated cells say it: a + z * (b - a) lies between a and b where z is from 0 to 1.
/// </summary>
internal sealed class UnitRange
{
    private static readonly Interval s_any = new(double.NegativeInfinity, double.PositiveInfinity), s_unit = new(-1, 1);

    private readonly Dictionary<string, Interval> _known = [];

    private UnitRange()
    {
    }

    /// <summary>True for a state or row that stays within -1 and 1.</summary>
    public bool Has(string name) => Of(name).IsWithin(s_unit);

    /// <summary>Assumes of the states that they do, and takes back what the rows contradict, until they do not.</summary>
    public static UnitRange Of(CellRows cell)
    {
        var bounded = new List<string>(cell.States);
        while (true)
        {
            var range = new UnitRange();
            foreach (string state in bounded)
            {
                range._known[state] = s_unit;
            }

            foreach (Equation row in cell.Pointwise)
            {
                range._known[row.Target] = range.Of(row.Value);
            }

            if (bounded.RemoveAll(state => !range.Has(EquationNames.Next(state))) == 0)
            {
                return range;
            }
        }
    }

    private Interval Of(string name) => _known.TryGetValue(name, out Interval range) ? range : s_any;

    private Interval Of(Expression expression) => expression switch
    {
        Number number => new(number.Value, number.Value),
        Variable variable => Of(variable.Name),
        Negation negation => -Of(negation.Operand),
        Binary { Operator: '+', Left: var a, Right: Binary { Operator: '*' } product } when Between(a, product, subtracts: false) is { } range => range,
        Binary { Operator: '+', Left: Binary { Operator: '*' } product, Right: var a } when Between(a, product, subtracts: false) is { } range => range,
        Binary { Operator: '-', Left: var a, Right: Binary { Operator: '*' } product } when Between(a, product, subtracts: true) is { } range => range,
        Binary { Operator: '+', Left: Binary { Operator: '*' } left, Right: Binary { Operator: '*' } right } when Mixed(left, right) is { } range => range,
        Binary { Operator: '+' } sum => Of(sum.Left) + Of(sum.Right),
        Binary { Operator: '-' } sum => Of(sum.Left) + -Of(sum.Right),
        Binary { Operator: '*' } product => Of(product.Left) * Of(product.Right),
        Call call => Of(call),
        _ => s_any,
    };

    private Interval Of(Call call)
    {
        Interval x = call.Arguments.Count > 0 ? Of(call.Arguments[0]) : s_any;
        return call.Function switch
        {
            "sigmoid" or "hard_sigmoid" => new(0, 1),
            "tanh" or "hard_tanh" or "softsign" or "sin" or "cos" => s_unit,
            "relu" => new(Math.Max(0, x.Low), Math.Max(0, x.High)),
            "abs" when x.IsWithin(s_unit) => new(0, 1),
            "min" => new(Math.Min(x.Low, Of(call.Arguments[1]).Low), Math.Min(x.High, Of(call.Arguments[1]).High)),
            "max" => new(Math.Max(x.Low, Of(call.Arguments[1]).Low), Math.Max(x.High, Of(call.Arguments[1]).High)),
            "clip" when call.Arguments[1] is Number low && call.Arguments[2] is Number high => new(low.Value, high.Value),
            _ => s_any,
        };
    }

    /// <summary>a + z * (b - a), or a - z * (a - b).</summary>
    private Interval? Between(Expression a, Binary product, bool subtracts)
    {
        foreach ((Expression share, Expression other) in new[] { (product.Left, product.Right), (product.Right, product.Left) })
        {
            if (other is Binary { Operator: '-' } difference && Of(share).IsWithin(new(0, 1)))
            {
                (Expression b, Expression same) = subtracts ? (difference.Right, difference.Left) : (difference.Left, difference.Right);
                if (same.ToString() == a.ToString())
                {
                    return Of(a).Or(Of(b));
                }
            }
        }

        return null;
    }

    /// <summary>(1 - z) * a + z * b.</summary>
    private Interval? Mixed(Binary left, Binary right)
    {
        foreach ((Expression one, Expression a) in new[] { (left.Left, left.Right), (left.Right, left.Left) })
        {
            foreach ((Expression two, Expression b) in new[] { (right.Left, right.Right), (right.Right, right.Left) })
            {
                if ((IsRest(one, two) || IsRest(two, one)) && Of(one).IsWithin(new(0, 1)) && Of(two).IsWithin(new(0, 1)))
                {
                    return Of(a).Or(Of(b));
                }
            }
        }

        return null;

        static bool IsRest(Expression rest, Expression share) =>
            rest is Binary { Operator: '-', Left: Number { Value: 1 } } difference && difference.Right.ToString() == share.ToString();
    }

    private readonly record struct Interval(double Low, double High)
    {
        public static Interval operator -(Interval x) => new(-x.High, -x.Low);

        public static Interval operator +(Interval x, Interval y) => new(x.Low + y.Low, x.High + y.High);

        public static Interval operator *(Interval x, Interval y)
        {
            double[] ends = [x.Low * y.Low, x.Low * y.High, x.High * y.Low, x.High * y.High];
            return ends.Any(double.IsNaN) ? s_any : new(ends.Min(), ends.Max());   // NaN is 0 times infinity
        }

        public bool IsWithin(Interval other) => Low >= other.Low && High <= other.High;

        public Interval Or(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
    }
}
