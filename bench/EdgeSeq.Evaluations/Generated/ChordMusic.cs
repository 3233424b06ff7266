namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// Pieces of four bars of four steps as piano rolls of three voices with twelve keys each: a bass, a triad, a melody. A piece has one of
/// twelve keynotes, one of four progressions and one of four melodies. Its first step tells all three: the triad the keynote, the bass the
/// progression, the melody's note the pattern. So the rest of a piece is known, of pieces too that were never heard.
/// </summary>
internal static class ChordMusic
{
    /// <summary>Keys: D and O.</summary>
    public const int Keys = 36;

    /// <summary>T of a whole piece.</summary>
    public const int Steps = 16;

    /// <summary>Different pieces.</summary>
    public const int Pieces = 12 * 4 * 4;

    // Degrees in semitones above the keynote: I-V-vi-IV, I-vi-IV-V, I-IV-V-I, I-ii-V-I.
    private static readonly int[][] Progressions = [[0, 7, 9, 5], [0, 9, 5, 7], [0, 5, 7, 0], [0, 2, 7, 0]];

    // Notes of a bar in semitones above the root of its chord; the first tells the patterns apart.
    private static readonly int[][] Melodies = [[0, 4, 7, 4], [7, 4, 0, 4], [4, 7, 0, 7], [2, 0, 7, 0]];

    // What the bass plays at the first step: root, third, fifth, nothing.
    private static readonly int[] FirstBass = [0, 4, 7, -1];

    /// <summary>The roll of a piece.</summary>
    /// <param name="piece">0 to <see cref="Pieces"/> - 1.</param>
    /// <returns>[<see cref="Steps"/> x <see cref="Keys"/>] of 0 and 1.</returns>
    public static float[] Roll(int piece)
    {
        int keynote = piece % 12, progression = piece / 12 % 4, melody = piece / 48;
        float[] roll = new float[Steps * Keys];
        for (int step = 0; step < Steps; step++)
        {
            int degree = Progressions[progression][step / 4], root = keynote + degree;
            int third = degree is 9 or 2 ? 3 : 4;   // vi and ii are minor
            int bass = step == 0 ? FirstBass[progression] : step % 2 == 0 ? 0 : -1;
            int note = Melodies[melody][step % 4];
            if (bass >= 0)
            {
                Press(step, voice: 0, root + bass);
            }

            Press(step, voice: 1, root);
            Press(step, voice: 1, root + third);
            Press(step, voice: 1, root + 7);
            Press(step, voice: 2, root + (note == 4 ? third : note));
        }

        return roll;

        void Press(int step, int voice, int semitones) => roll[step * Keys + voice * 12 + semitones % 12] = 1;
    }
}
