import { type RefObject, useEffect, useState } from "react"

/** True while everything in the frame fits its width; it need not scroll then, and its heads can stick to the page. */
export function useFits(frame: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(false)
  useEffect(() => {
    const element = frame.current
    const content = element?.firstElementChild
    if (!element || !content) return
    const measure = () => setFits(content.getBoundingClientRect().width <= element.clientWidth)
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(content)
    return () => observer.disconnect()
  }, [frame])
  return fits
}
