namespace Holdfast.Esp;

/// <summary>The middle of many values, without putting all of them in order (quickselect).</summary>
internal static class Median
{
    /// <summary>Of at least one; of an even number the upper one. Their order is lost.</summary>
    public static UInt128 Of(Span<UInt128> values)
    {
        int wanted = values.Length / 2;
        int low = 0;
        int high = values.Length - 1;
        while (low < high)
        {
            (int left, int right) = Divide(values, low, high);
            if (wanted <= right)
                high = right;
            else if (wanted >= left)
                low = left;
            else
                break; // between both lies nothing but the pivot
        }

        return values[wanted];
    }

    // What is not above the pivot ends at the right one, what is not below it begins at the left one.
    private static (int Left, int Right) Divide(Span<UInt128> values, int low, int high)
    {
        UInt128 pivot = values[low + ((high - low) / 2)];
        int left = low;
        int right = high;
        while (left <= right)
        {
            while (values[left] < pivot)
                left++;
            while (values[right] > pivot)
                right--;
            if (left > right)
                break;
            (values[left], values[right]) = (values[right], values[left]);
            left++;
            right--;
        }

        return (left, right);
    }
}
