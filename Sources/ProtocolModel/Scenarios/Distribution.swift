/// A distribution of spans of time. All parameters are in seconds.
public enum Distribution: Hashable, Sendable {
    case constant(Double)
    case uniform(Double, Double)
    /// A fixed part and an exponentially distributed one of that mean.
    case exponential(offset: Double, mean: Double)
    /// Values below 0 are taken as 0.
    case normal(mean: Double, deviation: Double)
    /// The median, and the standard deviation of the logarithm.
    case logNormal(median: Double, sigma: Double)
}
