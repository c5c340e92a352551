/**
 * Live pictures in React: the element is one like any other, and lets go of its connection when React
 * takes it away.
 */
import { useState } from 'react'
import 'zoetrope/element/define'

export function Live({ src, title }) {
  const [state, setState] = useState('connecting')
  return (
    <figure>
      <zoetrope-view
        src={src}
        alt={title}
        controls
        onstatechange={({ state }) => setState(state)}
      />
      <figcaption>
        {title}: {state}
      </figcaption>
    </figure>
  )
}
