import { NavLink } from '@mantine/core'
import { createLink, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { exactly } from '../ui/link.tsx'
import { isCurrent, pagesFor } from './navigation.ts'
import classes from './sidebar.module.css'
import { useWorkspace } from './workspace.tsx'

const RouterNavLink = createLink(NavLink<'a'>)

/** The pages by section; those that the person may not open are left out. */
export function Sidebar() {
  const { at, can } = useWorkspace()
  const pathname = useLocation({ select: (it) => it.pathname })
  const sections = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page may lie in a part that is scrolled away
  useEffect(() => {
    sections.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  return (
    <div className={classes.sections} ref={sections}>
      {pagesFor(can).map(({ section, pages }) => (
        <div key={section ?? 'home'}>
          {section ? (
            <div className={classes.section} id={`nav-${section}`}>
              {section}
            </div>
          ) : null}
          <ul className={classes.list} {...(section ? { 'aria-labelledby': `nav-${section}` } : { 'aria-label': 'Home' })}>
            {pages.map((page) => {
              const current = isCurrent(page, at, pathname)
              return (
                <li key={page.title}>
                  <RouterNavLink
                    component="a"
                    to={page.to(at)}
                    activeOptions={exactly}
                    label={page.title}
                    leftSection={<page.icon size={17} stroke={1.7} />}
                    active={current}
                    aria-current={current ? 'page' : undefined}
                    className={classes.link}
                    color="gray"
                  />
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </div>
  )
}
