package dev.tollgate.core.cost;

/**
 * A kind of work that a model counts and a cost profile prices: one bitmap word examined, one entry
 * stored, one uncached read.
 *
 * <p>The steps every machine knows are constants of {@link Steps}; a plugin declares its own beside
 * the code that takes them. A cost profile may price any step by its id; where it does not, {@link
 * #fallback} is used and reported as such.
 *
 * @param id lower-case words joined by hyphens, unique among steps: {@code "mmio-read"}
 * @param unit what one step is, in the singular: {@code "uncached read"}
 * @param fallback the price on a machine whose profile does not name this step
 */
public record Step(String id, String unit, Price fallback) {}
