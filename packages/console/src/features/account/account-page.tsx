import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { factorsQuery } from '../../api/queries/factors.ts'
import { meQuery, sessionsQuery } from '../../api/queries/me.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton, TableSkeleton } from '../../ui/skeletons.tsx'
import { count } from '../../ui/words.ts'
import { sayMethod } from '../session/sign-in-words.ts'
import { CredentialsElsewhere } from './credentials-elsewhere.tsx'
import { FactorsSection } from './factors-section.tsx'
import { NameForm } from './name-form.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { PasswordForm } from './password-form.tsx'
import { RecoverySection } from './recovery-section.tsx'

export function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const sessions = useQuery(sessionsQuery)
  const factors = useQuery(factorsQuery)
  const changes = me.signIn.changesCredentials
  const second = me.secondFactor.enrolled ? 'a second factor is set up' : 'no second factor is set up'
  const places = sessions.data ? `, signed in at ${count(sessions.data.length, 'place')}` : ''
  return (
    <>
      <PageHeader
        title="Sign-in and security"
        answer={`${me.email}${places}; this time by ${sayMethod(me.signIn.method).toLowerCase()}, and ${second}.`}
      />
      {changes ? null : <CredentialsElsewhere me={me} />}
      <Section
        title="Second factors"
        description="What you show beside your password: without it, a stolen password opens nothing."
      >
        <QueryView query={factors} skeleton={<BlockSkeleton lines={3} height={28} />}>
          {(all) => <FactorsSection factors={all} />}
        </QueryView>
      </Section>
      {factors.data && factors.data.items.length > 0 ? <RecoverySection factors={factors.data} /> : null}
      <Section title="Where you are signed in" description="Ending a session signs that browser out at once.">
        <QueryView query={sessions} skeleton={<TableSkeleton rows={2} />}>
          {(all) => <OwnSessions sessions={all} me={me} />}
        </QueryView>
      </Section>
      {changes ? (
        <Section
          title="Password"
          description="Changing it ends your other sessions; Codex clients stay signed in unless you say so."
          framed
        >
          <PasswordForm email={me.email} />
        </Section>
      ) : null}
      <Section title="Name" framed>
        <NameForm name={me.name} />
      </Section>
    </>
  )
}
