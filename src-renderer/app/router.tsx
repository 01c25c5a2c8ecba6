import { lazy } from 'react';
import { createHashRouter, Navigate } from 'react-router';
import { Fault } from './fault.tsx';
import { Frame } from './frame.tsx';
import { pathOf, setUpPath, welcomePath } from './places.ts';

const OverviewPage = lazy(async () => ({
  default: (await import('../features/overview/overview-page.tsx')).OverviewPage,
}));
const ClientsPage = lazy(async () => ({
  default: (await import('../features/clients/clients-page.tsx')).ClientsPage,
}));
const LogPage = lazy(async () => ({
  default: (await import('../features/log/log-page.tsx')).LogPage,
}));
const DevicesPage = lazy(async () => ({
  default: (await import('../features/devices/devices-page.tsx')).DevicesPage,
}));
const PoliciesPage = lazy(async () => ({
  default: (await import('../features/policies/policies-page.tsx')).PoliciesPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
}));
const CertificatesPage = lazy(async () => ({
  default: (await import('../features/certificates/certificates-page.tsx')).CertificatesPage,
}));
const DiagnosticsPage = lazy(async () => ({
  default: (await import('../features/diagnostics/diagnostics-page.tsx')).DiagnosticsPage,
}));
const WelcomePage = lazy(async () => ({
  default: (await import('../features/welcome/welcome-page.tsx')).WelcomePage,
}));
const SetUpPage = lazy(async () => ({
  default: (await import('../features/welcome/set-up-page.tsx')).SetUpPage,
}));

/** Hashes, because the host serves one page and knows nothing of these. */
export const router = createHashRouter([
  {
    element: <Frame />,
    errorElement: <Fault />,
    children: [
      {
        errorElement: <Fault />,
        children: [
          { path: pathOf.overview, element: <OverviewPage /> },
          { path: pathOf.blocked, element: <ClientsPage /> },
          { path: pathOf.log, element: <LogPage /> },
          { path: pathOf.devices, element: <DevicesPage /> },
          { path: pathOf.policies, element: <PoliciesPage /> },
          { path: pathOf.settings, element: <SettingsPage /> },
          { path: pathOf.certificates, element: <CertificatesPage /> },
          { path: pathOf.diagnostics, element: <DiagnosticsPage /> },
          { path: welcomePath, element: <WelcomePage /> },
          { path: setUpPath, element: <SetUpPage /> },
          { path: '*', element: <Navigate to={pathOf.overview} replace /> },
        ],
      },
    ],
  },
]);
