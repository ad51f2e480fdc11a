import type { Served } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { PolicyInForce } from '../../standing/index.ts'

/** A policy version as impact names it; a text that is no version yet carries the version 0. */
export const toServed = (policy: PolicyInForce | null): z.infer<typeof Served> =>
  policy && { id: policy.policyId, name: policy.name, version: policy.version || null }
