package dev.tollgate.core.dma;

/**
 * One mistake of a driver as {@link DmaDebug} words it.
 *
 * @param error what kind it is
 * @param text the kernel's own message, with this machine's addresses; one line, two for {@link
 *     DmaDebugError#PENDING_AT_RELEASE}
 */
public record DmaDebugReport(DmaDebugError error, String text) {}
