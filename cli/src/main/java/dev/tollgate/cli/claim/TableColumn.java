package dev.tollgate.cli.claim;

/**
 * A column of a table that an experiment asks for.
 *
 * @param title for readers
 * @param form what it shows of each run: a quantity, or how that compares with another run's
 */
public record TableColumn(String title, Form form) {}
