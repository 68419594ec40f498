package dev.tollgate.workload.trace;

import java.util.List;

/** What a kernel trace event says, whatever the kernel's generation called it. */
public enum EventKind {
  /** Pages entered into the table. */
  PAGE_MAP(EventFamily.IOMMU, "map"),
  /** Pages taken out of the table. */
  PAGE_UNMAP(EventFamily.IOMMU, "unmap"),
  /** A device's access that the unit refused. */
  PAGE_FAULT(EventFamily.IOMMU, "io_page_fault"),
  /** A device came under a table. */
  DEVICE_ATTACHED(EventFamily.IOMMU, "attach_device_to_domain"),
  /** A device left a table. */
  DEVICE_DETACHED(EventFamily.IOMMU, "detach_device_from_domain"),
  /** A device joined an isolation group. */
  GROUP_JOINED(EventFamily.IOMMU, "add_device_to_group"),
  /** A device left an isolation group. */
  GROUP_LEFT(EventFamily.IOMMU, "remove_device_from_group"),

  /** One buffer mapped. */
  DMA_MAP(EventFamily.DMA, "dma_map_page dma_map_phys dma_map_resource"),
  /** One buffer unmapped. */
  DMA_UNMAP(EventFamily.DMA, "dma_unmap_page dma_unmap_phys dma_unmap_resource"),
  /** A scatter-gather list mapped. */
  DMA_MAP_SCATTER(EventFamily.DMA, "dma_map_sg"),
  /** A scatter-gather list unmapped. */
  DMA_UNMAP_SCATTER(EventFamily.DMA, "dma_unmap_sg"),
  /** Memory allocated for a device and mapped for as long as it lives. */
  DMA_ALLOCATE(EventFamily.DMA, "dma_alloc dma_alloc_pages dma_alloc_sgt"),
  /** Such memory freed. */
  DMA_FREE(EventFamily.DMA, "dma_free dma_free_pages dma_free_sgt"),
  /** A mapped buffer handed to the CPU. */
  DMA_SYNC_FOR_CPU(EventFamily.DMA, "dma_sync_single_for_cpu dma_sync_sg_for_cpu"),
  /** A mapped buffer handed to the device. */
  DMA_SYNC_FOR_DEVICE(EventFamily.DMA, "dma_sync_single_for_device dma_sync_sg_for_device"),
  /** A mapping or allocation that failed; also a map whose printed address is the error value. */
  DMA_FAILED(EventFamily.DMA, "dma_map_sg_err dma_alloc_sgt_err"),

  /** An object of a size class. */
  KMALLOC(EventFamily.KMEM, "kmalloc kmalloc_node"),
  /** An object of a size class given back. */
  KFREE(EventFamily.KMEM, "kfree"),
  /** An object of a named cache. */
  CACHE_ALLOCATE(EventFamily.KMEM, "kmem_cache_alloc kmem_cache_alloc_node"),
  /** An object of a named cache given back. */
  CACHE_FREE(EventFamily.KMEM, "kmem_cache_free"),
  /** Pages from the page allocator. */
  PAGE_ALLOCATE(EventFamily.KMEM, "mm_page_alloc"),
  /** Pages given back to the page allocator. */
  PAGE_FREE(EventFamily.KMEM, "mm_page_free mm_page_free_direct");

  private final EventFamily family;
  private final String names;

  EventKind(EventFamily family, String names) {
    this.family = family;
    this.names = names;
  }

  /** Returns the family the event belongs to. */
  public EventFamily family() {
    return family;
  }

  /** Returns the names that kernels have given the event, generation by generation. */
  public List<String> names() {
    return List.of(names.split(" "));
  }
}
